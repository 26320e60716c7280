"""A sentence that is kept comes back with its key and values; text of before stays as it is."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from promptrec.errors import StoreError
from promptrec.store.snapshots import JobResult, LogLine, RunState, Trial, TrialState
from promptrec.words.stored import from_text, to_text
from promptrec.words.table import Sentence, sentence

SIDE = sentence("sentence.side_liked")
SAID = sentence("sentence.alarm_one_class", side=SIDE)
ENGLISH = "Every training row is liked: there is nothing to tell apart. Take other rows."
CHINESE = "所有训练行都是喜欢：没有什么可以区分。请换其他行。"
OF_BEFORE = "The scores have not moved after one epoch. Raise the learning rate."


def is_said_in_both(text):
    return (text, text.in_language("zh")) == (ENGLISH, CHINESE)


def is_plain(text):
    return (text, text.key, text.in_language("zh")) == (OF_BEFORE, "", OF_BEFORE)


def test_a_message_comes_back_in_both_languages(store, settings):
    store.queue(settings)
    claimed = store.claim("w")
    ended = store.finish(claimed.id, claimed.fence, RunState.FAILED, SAID)
    assert is_said_in_both(ended.message)
    assert is_said_in_both(store.run(claimed.id).message)


def test_log_lines_come_back_in_both_languages(store, settings):
    store.queue(settings)
    claimed = store.claim("w")
    store.record(claimed.id, claimed.fence, notes=[LogLine(1.0, SAID), LogLine(1.0, OF_BEFORE)])
    store.add_log(claimed.id, SAID)
    first, second, third = (one.text for one in store.log_lines(claimed.id))
    assert is_said_in_both(first) and is_plain(second) and is_said_in_both(third)


def test_alarms_and_notes_of_a_result_come_back_in_both_languages(store, settings):
    store.queue(settings)
    claimed = store.claim("w")
    details = {"alarms": [SAID], "notes": (SAID, OF_BEFORE), "best": {"why": SAID}, "rows": 3}
    store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, "", JobResult(details=details))
    found = store.run(claimed.id).result.details
    for said in (found["alarms"][0], found["notes"][0], found["best"]["why"]):
        assert is_said_in_both(said)
    assert (found["notes"][1], found["rows"]) == (OF_BEFORE, 3)


def test_why_a_trial_failed_comes_back_in_both_languages(store, settings):
    store.queue(settings)
    claimed = store.claim("w")
    trial = Trial(
        number=0,
        state=TrialState.FAILED,
        parameters={},
        settings=settings,
        value=None,
        message=SAID,
    )
    store.add_trial(claimed.id, claimed.fence, trial)
    (found,) = store.trials(claimed.id)
    assert is_said_in_both(found.message)


def test_what_the_store_says_of_a_run_comes_back_in_chinese(store, settings):
    queued = store.request_cancel(store.queue(settings).id)
    assert queued.message == "Cancelled before it began."
    assert queued.message.in_language("zh") == "在开始之前已停止。"
    store.queue(settings)
    claimed = store.claim("w")
    (taken,) = store.take_back(dead=[(claimed.id, claimed.fence)])
    assert taken.message == "Its worker died. It is tried again."
    assert taken.message.in_language("zh") == "它的工作进程意外结束，正在重试。"


def test_rows_of_before_are_plain_text(store, settings):
    run = store.queue(settings)
    result = json.dumps({"details": {"alarms": [OF_BEFORE]}})
    with store._database.write() as connection:
        values = {"text": OF_BEFORE, "result": result}
        connection.execute(sa.text("UPDATE run SET message = :text, result_json = :result"), values)
        connection.execute(
            sa.text("INSERT INTO log_line (run, at, text) VALUES (1, 0.0, :text)"), values
        )
    assert is_plain(store.run(run.id).message)
    assert is_plain(store.log_lines(run.id)[0].text)
    assert store.run(run.id).result.details["alarms"] == [OF_BEFORE]


@pytest.mark.parametrize(
    "text", ["", "plain", "{", "{}", '{"key": 1}', '["key"]', '{"a": "b"}', '{"a":' * 9999]
)
def test_any_text_comes_back_as_it_was(text):
    assert from_text(to_text(text)) == text == from_text(text)


def test_a_document_in_a_log_line_is_text_and_not_a_sentence():
    written = to_text(SAID)
    assert from_text(written).key == SAID.key
    assert from_text(to_text(written)) == written  # as a process may print it


@pytest.mark.parametrize(
    "changes", [{"key": "sentence.of_a_later_version"}, {"values": {}}, {"values": "side"}]
)
def test_a_sentence_that_the_tables_no_longer_have_leaves_its_text(changes):
    kept = json.dumps(json.loads(to_text(SAID)) | changes)
    found = from_text(kept)
    assert (found, found.key, found.in_language("zh")) == (ENGLISH, "", ENGLISH)


def test_values_of_any_kind_are_kept_as_they_are_read():
    error = StoreError("sentence.home_unmade", home=Path("/a"), error=OSError("full"))
    found = from_text(to_text(error.sentence))
    assert found == error.sentence
    assert found.in_language("zh") == error.sentence.in_language("zh")


def test_words_with_a_value_named_text_or_key_know_it():
    said = sentence("rule.no_number", text="1")
    assert from_text(to_text(said)).values == {"text": "1"}
    assert Sentence("said", "menu.home", key="k").values == {"key": "k"}
