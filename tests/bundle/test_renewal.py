"""Feedback becomes rows, rows become the next run, and the newest rows judge it."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundle_runs import carried_out

from promptrec.bundle.renewal.labelled import labelled, new_rows
from promptrec.bundle.renewal.update import judged_update, learned_by, renewal_of, updates_of
from promptrec.cli.main import main
from promptrec.errors import StoreError
from promptrec.judge.entrants import entrants
from promptrec.judge.opening import variant_of
from promptrec.judge.starting import carry_on, open_variant
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.served.feedback import FeedbackEvent
from promptrec.store.store import Store

TEXT = "The user {history.summary}. {item.title} is {mask}."


def event(item: str, what: str, position: int | None = None, **more: Any) -> FeedbackEvent:
    told = {"user": "u1", "request": "a", "run": "r0001", "at": 1.0, **more}
    return FeedbackEvent(item=item, event=what, position=position, **told)


def rows(*events: FeedbackEvent) -> list[tuple[str, int]]:
    return [(one.label.item, one.label.label) for one in labelled(events)]


def test_what_stands_above_a_click_was_passed_over_and_what_stands_below_says_nothing() -> None:
    shown = [event(item, "shown", at) for at, item in enumerate("abcd", 1)]
    assert rows(*shown) == []
    assert sorted(rows(*shown, event("c", "clicked", 3))) == [("a", 0), ("b", 0), ("c", 1)]
    assert sorted(rows(*shown, event("c", "liked", 3))) == [("a", 0), ("b", 0), ("c", 1)]


def test_a_click_of_another_answer_or_person_passes_nothing_over() -> None:
    shown = event("a", "shown", 1)
    assert rows(shown, event("b", "clicked", 2, request="z")) == [("b", 1)]
    assert rows(shown, event("b", "clicked", 2, user="u2")) == [("b", 1)]
    assert rows(event("a", "shown", 1, request=""), event("b", "clicked", 2, request="")) == [
        ("b", 1)
    ]
    assert rows(event("a", "shown"), event("b", "clicked", 2)) == [("b", 1)]


def test_nobody_teaches_nothing() -> None:
    assert rows(event("a", "liked", user=""), event("b", "clicked", user="")) == []


def test_what_was_said_outweighs_what_was_done_and_the_newest_word_counts() -> None:
    assert rows(event("a", "disliked"), event("a", "clicked", 1, at=2.0)) == [("a", 0)]
    assert rows(event("a", "disliked"), event("a", "liked", at=2.0)) == [("a", 1)]
    later = [event("a", "shown", 1, at=2.0), event("b", "clicked", 2, at=2.0)]
    assert sorted(rows(event("a", "clicked", 1, request="x"), *later)) == [("a", 0), ("b", 1)]


def test_the_newest_rows_are_kept_for_judging_and_known_ones_are_left_out() -> None:
    every = labelled(event(f"i{at}", "liked", at=float(at)) for at in range(10))
    fresh = new_rows(every, {("u1", "i0"): 1})
    assert [one.item for one in fresh.learn] == [f"i{at}" for at in range(1, 7)]
    assert [one.item for one in fresh.recent] == ["i7", "i8", "i9"]
    again = new_rows(every, {("u1", "i0"): 0})
    assert again.learn[0].item == "i0"  # the user changed their mind


METHODS = ("prompt_tuning", "full", "adalora")


@pytest.mark.parametrize("method", METHODS)
def test_a_run_goes_on_with_the_very_scores_that_the_one_before_ended_with(
    many_folder: Path, tmp_path: Path, method: str
) -> None:
    store = Store.open(tmp_path)
    settings = of(many_folder, method=method)
    carried_out(tmp_path, settings)
    old = variant_of("r0001", store=store)
    pairs = old.plan.pairs("valid").take(slice(0, 10))
    fresh = open_variant(old.plan.dataset, settings)
    assert np.abs(fresh.score(pairs, "valid").score - old.score(pairs, "valid").score).max() > 0
    carry_on(fresh, store.home / store.run("r0001").checkpoint)
    np.testing.assert_array_equal(
        fresh.score(pairs, "valid").score, old.score(pairs, "valid").score
    )


def of(folder: Path, **more: Any) -> RunSettings:
    told = {"model": "tiny", "method": "lora", "epochs": 1, "max_train": 40, **more}
    return RunSettings(
        dataset=str(folder), template=TEXT, split=SplitSettings(name="random"), **told
    )


def give_feedback(store: Store, users: int = 30) -> None:
    """Everybody says of four items what they think; the even ones are liked."""
    (one,) = entrants(store, ["r0001"])
    data = one.plan.dataset
    for at in range(users):
        events = [
            {"user_id": f"u{at}", "item_id": f"i{item}", "event": what, "position": item}
            for item, what in enumerate(("liked", "disliked") * 2, 1)
        ]
        store.add_feedback(data.fingerprint(), "r0001", "", events, now=1000.0 + at)


def test_an_update_learns_the_older_feedback_and_is_judged_on_the_newest(
    many_folder: Path, tmp_path: Path
) -> None:
    store = Store.open(tmp_path)
    carried_out(tmp_path, of(many_folder, start_from="like_share"))
    with pytest.raises(StoreError, match="no feedback"):
        renewal_of(store, store.run("r0001"))
    give_feedback(store, users=100)
    renewal = renewal_of(store, store.run("r0001"))
    assert (len(renewal.rows.learn), len(renewal.rows.recent)) == (280, 120)
    assert renewal.settings.continue_from == "r0001"
    carried_out(tmp_path, dataclasses.replace(renewal.settings, epochs=1))
    new = store.run("r0002")
    assert new.result is not None and new.result.label_rows == 280 + 40
    assert [one.id for one in updates_of(store, store.run("r0001"))] == ["r0002"]
    judged = judged_update(store, new)
    assert [side.name for side in judged.sides] == ["r0001", "r0002"]
    assert len(judged.pairs) == 120 and judged.found.users == 30
    learned = {(one.user, one.item) for one in renewal.settings.added_labels}
    data = entrants(store, ["r0002"])[0].plan.dataset
    on = zip(data.users.index[judged.pairs.user], data.items.index[judged.pairs.item], strict=True)
    assert not learned & {(str(user), str(item)) for user, item in on}
    assert len(learned_by(store, new)) == 280
    again = renewal_of(store, new)  # the newest of then are the older ones of now
    assert not learned & {(one.user, one.item) for one in again.settings.added_labels}


def test_an_update_of_changed_data_or_of_an_untuned_run_is_refused_in_a_sentence(
    many_folder: Path, tmp_path: Path
) -> None:
    store = Store.open(tmp_path)
    carried_out(tmp_path, of(many_folder, method="none"))
    with pytest.raises(StoreError, match="no weights"):
        carried_out(tmp_path, of(many_folder, continue_from="r0001"))
    assert store.run("r0002").result is None


def test_the_command_trains_judges_and_changes_nothing_unasked(
    many_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(tmp_path)
    carried_out(tmp_path, of(many_folder))
    assert main(["update", "r0001", "--home", str(tmp_path)]) == 2
    give_feedback(store)
    capsys.readouterr()
    assert main(["update", "r0001", "--home", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["run"], told["from"], told["changed"]) == ("r0002", "r0001", False)
    assert told["learned"] == 84 and told["kept_for_judging"] == 36
    assert not (tmp_path / "bundles").exists()
