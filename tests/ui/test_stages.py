"""The stages of a run: exactly one is current until it is over, and each follows from the store."""

import dataclasses
from collections.abc import Callable

import pytest

from promptrec.records import Measure
from promptrec.store.snapshots import LogLine, Run, RunState
from promptrec.ui.runs.stages import ended_in, items, names_of, stages_of, where
from promptrec.words.table import sentence

RUNNING, FAILED = RunState.RUNNING, RunState.FAILED
JUDGES = LogLine(20.0, sentence("sentence.log_judging"))
CASES = [
    (RunState.QUEUED, {}, (), "queued"),
    (RUNNING, {"started_at": 10.0}, (), "loading"),
    (RUNNING, {"started_at": 10.0, "total_steps": 9, "step": 3}, (), "learning"),
    (RUNNING, {"started_at": 10.0, "total_steps": 9, "step": 9}, (), "judging"),
    (RUNNING, {"started_at": 10.0, "total_steps": 9, "step": 3}, (JUDGES,), "judging"),
    (RUNNING, {"started_at": 30.0, "total_steps": 9, "step": 3}, (JUDGES,), "learning"),  # before
    (FAILED, {"started_at": 10.0, "total_steps": 9, "step": 3}, (), "learning"),
    (RunState.CANCELLED, {}, (), "queued"),
    (RunState.SUCCEEDED, {"started_at": 10.0}, (), "saved"),
]


@pytest.mark.parametrize(("state", "more", "log", "stage"), CASES)
def test_where_a_run_is(
    state: RunState,
    more: dict[str, float],
    log: tuple[LogLine, ...],
    stage: str,
    make_run: Callable[..., Run],
) -> None:
    run = make_run(state, **more)
    assert where(run, log) == stage
    states = [one.state for one in stages_of(run, log, ())]
    here = names_of(run).index(stage)
    assert states[:here] == ["done"] * here
    last = {RunState.SUCCEEDED: "done"}.get(state, "broken" if state.finished else "now")
    assert states[here] == last and set(states[here + 1 :]) <= {"next"}


def test_an_untuned_run_learns_nothing_and_is_judged_after_loading(
    make_run: Callable[..., Run],
) -> None:
    run = make_run(RUNNING, {"method": "none"}, started_at=10.0)
    assert "learning" not in names_of(run)
    assert (where(run, ()), where(run, [JUDGES])) == ("loading", "judging")


def test_learning_counts_its_epochs(make_run: Callable[..., Run]) -> None:
    run = make_run(FAILED, {"epochs": 8}, started_at=10.0, total_steps=9, step=3)
    measures = [Measure(1, 1, "loss", 0.5), Measure(3, 2, "loss", 0.4)]
    assert ended_in(run, (), measures) == "Learning: epoch 2 of 8"
    assert ended_in(dataclasses.replace(run, step=9), (), measures).startswith("Judging")


def test_the_current_stage_is_told_without_colour(make_run: Callable[..., Run]) -> None:
    run = make_run(RUNNING, started_at=10.0)
    shown = items(stages_of(run, (), ()))
    assert shown.count('aria-current="step"') == 1
    assert all(mark in shown for mark in "✓●○") and ": now" in shown
