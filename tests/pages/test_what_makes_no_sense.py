"""New run says in a sentence what cannot work; Runs shows alarms, in the visitor's language."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.errors import PromptRecError
from promptrec.metrics.countable import unmeasured
from promptrec.model.planning import check_before_queueing
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, RunState
from promptrec.store.store import Store
from promptrec.training.agreement import key_of
from promptrec.words.table import sentence

Open = Callable[..., AppTest]
OF_BEFORE = "The scores have not moved after one epoch. Raise the learning rate."
STILL = sentence("sentence.alarm_still")
NOT_FINITE = sentence("sentence.not_finite", step=3, rate=0.5)
WITH_MASK = "{item.title} is {mask}"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"method": "bitfit", "model": "tiny-causal", "template": WITH_MASK}, "nothing_to_train"),
        ({"select": "rmse"}, "select_unrated"),
        ({"loss": "bpr", "select": "brier"}, "select_unsure"),
        ({"head": "cloze"}, "needs_mask"),
        ({"head": "next_word", "template": WITH_MASK}, "no_head"),
        ({"target_template": "{item.title}"}, "no_split_target"),
        ({"max_tokens": 9999}, "too_long"),
    ],
)
def test_what_cannot_work_is_a_known_sentence(
    changes: dict[str, Any], key: str, settings: RunSettings
) -> None:
    with pytest.raises(PromptRecError) as caught:
        check_before_queueing(dataclasses.replace(settings, **changes))
    assert caught.value.sentence.key == f"sentence.{key}"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"method": "none"}, "untuned"),
        ({"method": "top_layers:9"}, "few_layers"),
        ({"method": "p_tuning"}, "soft_added"),
    ],
)
def test_what_is_worth_knowing_is_a_known_sentence(
    changes: dict[str, Any], key: str, settings: RunSettings
) -> None:
    notes = check_before_queueing(dataclasses.replace(settings, **changes))
    assert f"sentence.{key}" in [key_of(note) for note in notes]


def test_ratings_cannot_be_learned_where_there_are_none(home: Path, settings: RunSettings) -> None:
    folder = home / "datasets" / "tiny"
    text = (folder / "interactions.csv").read_text()
    header, *rows = text.splitlines()
    cells = [row.split(",") for row in rows]
    labels = [",".join([*one[:2], str(int(int(one[2]) > 3)), *one[3:]]) for one in cells]
    names = header.replace("rating", "label")
    (folder / "interactions.csv").write_text("\n".join([names, *labels, ""]))
    with pytest.raises(PromptRecError, match="learns ratings, and tiny has none") as caught:
        check_before_queueing(dataclasses.replace(settings, loss="mse"))
    assert caught.value.sentence.key == "sentence.no_ratings"


@pytest.mark.parametrize(("lang", "alarm"), [("English", STILL), ("中文", "一轮之后分数没有变化")])
def test_an_alarm_is_shown_while_the_run_is_at_work(
    lang: str, alarm: str, open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(settings)
    claimed = store.claim("test")
    assert claimed is not None
    store.add_log(claimed.id, STILL)
    shown = [one.value for one in open_page("pages/train/runs.py", lang=lang).warning]
    assert len(shown) == 1 and shown[0].startswith(alarm)


@pytest.mark.parametrize(
    ("lang", "words"), [("English", NOT_FINITE), ("中文", "在第 3 步损失不再")]
)
def test_a_loss_that_is_no_number_is_shown(
    lang: str, words: str, open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(settings)
    claimed = store.claim("test")
    assert claimed is not None
    store.finish(claimed.id, claimed.fence, RunState.FAILED, NOT_FINITE)
    shown = [one.value for one in open_page("pages/train/runs.py", lang=lang).error]
    assert len(shown) == 1 and shown[0].startswith(words)


@pytest.mark.parametrize("lang", ["English", "中文"])
def test_what_an_earlier_version_kept_is_shown_as_it_is(
    lang: str, open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(settings)
    claimed = store.claim("test")
    assert claimed is not None
    result = JobResult(metrics=unmeasured(), details={"alarms": [OF_BEFORE], "notes": [OF_BEFORE]})
    store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, "", result)
    app = open_page("pages/train/runs.py", lang=lang)
    assert not app.exception
    assert [one.value for one in (*app.warning, *app.info)] == [OF_BEFORE, OF_BEFORE]


@pytest.mark.parametrize(
    ("lang", "words"), [("English", "The split has no valid rows"), ("中文", "该划分没有验证行")]
)
def test_a_metric_without_a_value_is_a_dash_with_its_reason(
    lang: str, words: str, open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(settings)
    claimed = store.claim("test")
    assert claimed is not None
    note = sentence("sentence.no_valid_rows")
    result = JobResult(metrics=unmeasured(), details={"alarms": [], "notes": [note]})
    store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, "", result)
    app = open_page("pages/train/runs.py", lang=lang)
    assert not app.exception
    assert {one.value for one in app.metric} == {"–"}
    assert app.dataframe[0].value["auc"].tolist() == ["–"]
    assert any(one.value.startswith(words) for one in app.caption)
    assert any(one.value.startswith(words) for one in app.info)


def test_alarms_of_a_run_at_work_do_not_contradict_each_other(
    open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(settings)
    claimed = store.claim("test")
    assert claimed is not None
    for key in ("alarm_still", "alarm_constant"):
        store.add_log(claimed.id, sentence(f"sentence.{key}"))
    shown = [one.value for one in open_page("pages/train/runs.py").warning]
    assert len(shown) == 1 and "Lower the learning rate" in shown[0]
