"""Which run Recommend begins with: the best tuned one of the data, said in its box."""

import dataclasses
import math

import pytest

from promptrec.model.backbones import catalogue
from promptrec.model.backbones.catalogue import BACKBONES, Packaged
from promptrec.records import Interval
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.ui.shared.first.first_run import first_run, first_words
from promptrec.ui.shared.run_list import metric_of


def finished(number: int, auc: float | None, method: str = "lora", data: str = "movies") -> Run:
    settings = RunSettings(dataset=data, template="{item.title}", method=method)
    metrics = {} if auc is None else {"auc": Interval(auc)}
    return Run(
        id=f"r{number}",
        name="",
        state=RunState.SUCCEEDED,
        settings_json=settings.to_json(),
        created_at=0,
        queued_at=number,
        result_json=JobResult(metrics=metrics).to_json(),
    )


@pytest.mark.parametrize(
    ("runs", "chosen", "words"),
    [
        ([finished(3, 0.9, "none"), finished(2, 0.6), finished(1, 0.7)], "r1", "best tuned"),
        ([finished(2, None), finished(1, 0.7)], "r1", "best tuned"),
        ([finished(2, math.nan), finished(1, None)], "r2", "newest tuned"),
        ([finished(3, 0.9, "none"), finished(1, math.nan)], "r1", "newest tuned"),
        ([finished(2, 0.6, "none"), finished(1, 0.9, "none")], "r2", "Never tuned"),
        ([finished(2, 0.7), finished(1, 0.7)], "r2", "best tuned"),  # a tie: the newer one
    ],
)
def test_the_best_tuned_run_comes_first_and_untuned_ones_last(runs, chosen, words) -> None:
    first = first_run(runs)
    assert first.id == chosen
    assert words in first_words(first)
    assert chosen in first_words(first)


def test_a_run_that_starts_from_a_rule_waits_behind_those_that_answer_by_words() -> None:
    settings = RunSettings(dataset="movies", template="{item.title}", start_from="stack")
    started = dataclasses.replace(finished(3, 0.9), settings_json=settings.to_json())
    assert first_run([started, finished(2, 0.6)]).id == "r2"
    assert "from words alone" in first_words(finished(2, 0.6))
    assert first_run([started]).id == "r3" and "words alone" not in first_words(started)


def test_runs_are_told_apart_by_the_yardstick_of_verdicts() -> None:
    def with_gauc(number: int, gauc: float, auc: float) -> Run:
        run = finished(number, auc)
        metrics = {"auc": Interval(auc), "gauc_rows": Interval(gauc)}
        return dataclasses.replace(run, result_json=JobResult(metrics=metrics).to_json())

    runs = [with_gauc(2, 0.8, 0.6), with_gauc(1, 0.7, 0.9)]
    assert first_run(runs).id == "r2"
    assert "0.800, right order within a user (GAUC)" in first_words(runs[0])
    before = finished(3, 0.95)  # a run of before without it: then all are told apart by AUC
    assert first_run([*runs, before]).id == "r3"
    assert "0.950, right order across all rows (AUC)" in first_words(before)
    nobody = [with_gauc(2, math.nan, 0.6), with_gauc(1, math.nan, 0.9)]
    assert first_run(nobody).id == "r1"


def test_a_value_of_a_few_users_waits_behind_one_that_has_an_interval() -> None:
    def judged(number: int, found: Interval) -> Run:
        result = JobResult(metrics={"auc": Interval(0.6), "gauc_rows": found}).to_json()
        return dataclasses.replace(finished(number, None), result_json=result)

    few, many = judged(2, Interval(0.81)), judged(1, Interval(0.62, 0.55, 0.68))
    assert first_run([few, many]).id == "r1"
    assert first_run([few]).id == "r2"
    assert "few users" in metric_of(few, "gauc_rows") and metric_of(many, "gauc_rows") == "0.620"


def test_metrics_of_other_data_do_not_count() -> None:
    runs = [finished(3, 0.6, data="shop"), finished(2, 0.9), finished(1, 0.8)]
    assert first_run(runs).id == "r3"  # the newest run's data, where none is asked about
    assert first_run(runs, "movies").id == "r2"
    assert first_run(runs, "music").id == "r3"


def test_a_run_whose_model_is_not_installed_waits_behind_all_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = Packaged("no_such_package_here", "", "no-such", ("en",), "mean")
    monkeypatch.setattr(catalogue, "BACKBONES", {**BACKBONES, "away": gone})
    runs = [finished(2, 0.9), finished(1, 0.7)]
    settings = dataclasses.replace(runs[0].settings, model="away")
    away = dataclasses.replace(runs[0], settings_json=settings.to_json())
    assert first_run([away, runs[1]]).id == "r1"
    assert first_run([away]).id == "r2"  # what is missing is said where it is asked
    said = catalogue.not_installed("away")
    assert "away" in str(said) and "no-such" in str(said)
