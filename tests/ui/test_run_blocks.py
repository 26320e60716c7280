"""The run list, one run and its curves as rows and sentences."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from promptrec.data.dataset import Dataset
from promptrec.errors import PromptRecError
from promptrec.records import SCORE_GAP, Interval
from promptrec.settings import STARTS, RunSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.ui.compare.choice import choose_first
from promptrec.ui.runs.check import check
from promptrec.ui.runs.curves import chosen_metric, watched_metrics
from promptrec.ui.runs.form_more import starts_for
from promptrec.ui.runs.view import alarms_of, cost_words, notes_of, progress_words
from promptrec.ui.shared.metric_cards import first_metrics, metric_words
from promptrec.ui.shared.run_list import COLUMNS, label_of, row_of
from promptrec.ui.state import keys


def test_a_finished_run_is_a_row_with_both_yardsticks_and_its_time(
    make_run: Callable[..., Run], result: JobResult
) -> None:
    row = row_of(make_run(result_json=result.to_json()))
    assert set(row) == set(COLUMNS)
    assert (row["name"], row["data"], row["method"]) == ("plain, lora", "shop", "lora")
    assert (row["auc"], row["took"], row["progress"]) == ("0.710", "1 min 30 s", None)
    assert row["state"] == "● finished"


def test_only_a_running_run_has_progress_and_only_a_result_has_numbers(
    make_run: Callable[..., Run],
) -> None:
    row = row_of(make_run(RunState.RUNNING, step=3, total_steps=12, name="mine"))
    assert (row["progress"], row["auc"], row["took"], row["name"]) == (0.25, "", "", "mine")


@pytest.mark.parametrize("metrics", [{}, {"auc": Interval(float("nan"))}])
def test_a_result_without_an_auc_is_a_dash(
    make_run: Callable[..., Run], result: JobResult, metrics: dict[str, Interval]
) -> None:
    without = dataclasses.replace(result, metrics=metrics)
    assert row_of(make_run(result_json=without.to_json()))["auc"] == "–"


def test_a_run_of_another_version_is_a_row_too(make_run: Callable[..., Run]) -> None:
    row = row_of(dataclasses.replace(make_run(), settings_json="{}"))
    assert (row["run"], row["data"], row["method"]) == ("r0001", "–", "–")
    assert row["name"] == "settings that this version cannot read"


def test_a_run_is_listed_with_its_id(make_run: Callable[..., Run]) -> None:
    assert label_of(make_run(name="mine")) == "r0001 · mine"
    assert label_of(make_run()) == "r0001 · plain, lora"


def test_a_run_under_way_says_step_judging_and_the_time_left(make_run: Callable[..., Run]) -> None:
    running = make_run(RunState.RUNNING, step=3, total_steps=1200, seconds_left=75.0)
    assert progress_words(running) == "Step 3 of 1,200 · 1 min 15 s left"
    judging = make_run(RunState.RUNNING, step=12, total_steps=12, seconds_left=0.2)
    assert progress_words(judging) == "Step 12 of 12 · judging"
    again = make_run(RunState.RUNNING, {"pseudo_confidence": 0.9}, step=12, total_steps=12)
    assert progress_words(again).endswith("learning from its own answers")


def test_before_the_first_step_a_run_prepares_and_an_untuned_one_scores(
    make_run: Callable[..., Run],
) -> None:
    tuned, untuned = make_run(RunState.RUNNING), make_run(RunState.RUNNING, {"method": "none"})
    assert progress_words(tuned) != progress_words(untuned)


def test_what_a_result_was_paid_with_has_all_four_numbers(result: JobResult) -> None:
    words = cost_words(result, "known")
    assert all(one in words for one in ("400", "12,345", "500", "1 min 30 s"))


def test_notes_and_alarms_come_from_the_result_and_without_one_from_the_log(
    make_run: Callable[..., Run], result: JobResult
) -> None:
    told = dataclasses.replace(result, details={"notes": ["a note"], "alarms": ["an alarm"]})
    done = make_run(result_json=told.to_json())
    assert (notes_of(done), alarms_of(done, ["anything"])) == (["a note"], ["an alarm"])
    before = make_run(RunState.RUNNING)
    assert (notes_of(before), alarms_of(before, ["no alarm at all"])) == ([], [])


def test_the_curve_on_valid_is_that_of_the_metric_that_chooses(
    make_run: Callable[..., Run],
) -> None:
    watched = watched_metrics({"loss", "valid_uauc", "valid_auc", SCORE_GAP, "learning_rate"})
    assert watched == ["valid_auc", "valid_uauc"]
    assert chosen_metric(watched, make_run(settings={"select": "uauc"})) == "valid_uauc"
    assert chosen_metric(watched, make_run(settings={"select": "f1"})) == "valid_auc"


def test_what_a_run_would_do_is_counted_before_it_starts(home: Path, tiny_dataset: Dataset) -> None:
    settings = RunSettings(
        dataset="tiny", template="{item.title}", model="tiny", method="head", max_train=40, epochs=1
    )
    found = check(tiny_dataset, settings)
    assert (found.train, found.warm + found.cold > 0) == (40, True)
    assert 0 < found.trainable < found.weights and found.first.prompt.text
    full = check(tiny_dataset, dataclasses.replace(settings, method="full"))
    assert full.trainable == found.weights
    assert full.estimate.seconds > found.estimate.seconds and not full.estimate.measured


def test_a_run_without_rows_to_learn_from_is_refused_before_it_is_queued(
    home: Path, tiny_dataset: Dataset
) -> None:
    bare = dataclasses.replace(tiny_dataset, interactions=tiny_dataset.interactions.head(0))
    with pytest.raises(PromptRecError):
        check(bare, RunSettings(dataset="tiny", template="{item.title}", model="tiny"))


def test_the_metrics_that_matter_come_first_and_none_is_lost_where_there_is_no_such() -> None:
    values = {name: Interval(0.5) for name in ("f1", "mae", "auc")}
    assert list(first_metrics(values)) == ["auc"]
    both = {name: Interval(0.5) for name in ("auc", "gauc_rows", "f1")}
    assert list(first_metrics(both)) == ["gauc_rows", "auc"]
    assert list(first_metrics({"mae": Interval(0.5)})) == ["mae"]
    assert (
        metric_words("auc") == "Right order across all rows (AUC)"
        and metric_words("no_such") == "no_such"
    )


def test_a_run_is_offered_the_rules_that_say_something_of_its_data(tiny_dataset: Dataset) -> None:
    assert starts_for(tiny_dataset) == STARTS
    implicit = dataclasses.replace(tiny_dataset, implicit=True)
    assert starts_for(implicit) == ("none", "popularity", "item_knn", "user_knn", "ease", "stack")


def test_compare_begins_with_ones_own_runs_and_with_examples_while_there_is_none(
    make_run: Callable[..., Run],
) -> None:
    examples = {name: make_run(id=name) for name in ("e0002", "e0001")}
    own = {"r0001": make_run()}
    for at, (runs, chosen) in enumerate(
        ((examples, ["e0002", "e0001"]), (own | examples, ["r0001"]))
    ):
        key, seen = keys.COMPARED.of("first", at), keys.COMPARED_SEEN.of("first", at)
        choose_first(key, seen, runs)
        assert key.get() == chosen and seen.get() == set(runs)
        key.forget()
        seen.forget()
