"""The stages of a run as steps: what is done, where it is, and where it ended too early."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from promptrec.records import Measure
from promptrec.store.snapshots import LogLine, Run, RunState
from promptrec.training.agreement import key_of
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import say

JUDGING = ("sentence.log_judging", "sentence.note_stopped")  # lines of the log that begin it
MARKS = {"done": "✓", "now": "●", "next": "○", "broken": "✕"}


@dataclass(frozen=True, slots=True)
class RunStage:
    """One stage of a run, for people."""

    words: str
    state: str  # of MARKS


def names_of(run: Run) -> tuple[str, ...]:
    """The stages that a run has: one that is never tuned learns nothing."""
    learning = ("learning",) if run.settings.tunes else ()
    return ("queued", "loading", *learning, "judging", "saved")


def where(run: Run, log: Sequence[LogLine]) -> str:
    """The stage that a run is in, or was in when it ended. log: of this attempt and before."""
    if run.state == RunState.SUCCEEDED:
        return "saved"
    if run.state == RunState.QUEUED or run.started_at is None:
        return "queued"
    said = {key_of(line.text) for line in log if line.at >= run.started_at}
    if said.intersection(JUDGING):
        return "judging"
    if not run.settings.tunes or not run.total_steps:
        return "loading"
    return "judging" if run.step >= run.total_steps else "learning"


def stages_of(
    run: Run, log: Sequence[LogLine], measures: Sequence[Measure]
) -> tuple[RunStage, ...]:
    """All stages in their order; measures: for the number of the epoch."""
    names, at = names_of(run), where(run, log)
    here = names.index(at)
    if run.state == RunState.SUCCEEDED:
        states = ["done"] * len(names)
    else:
        now = "broken" if run.state.finished else "now"
        states = ["done"] * here + [now] + ["next"] * (len(names) - here - 1)
    return tuple(
        RunStage(words_of(name, run, measures if name == at else ()), state)
        for name, state in zip(names, states, strict=True)
    )


def words_of(name: str, run: Run, measures: Sequence[Measure] = ()) -> str:
    """A stage for people, with its epoch while it learns."""
    epochs = run.settings.epochs
    if name != "learning" or not measures or epochs is None:
        return say(f"stage.{name}")
    last = max(1, min(epochs, max(measure.epoch for measure in measures)))
    return say("stage.epoch", epoch=count(last), epochs=count(epochs))


def ended_in(run: Run, log: Sequence[LogLine], measures: Sequence[Measure]) -> str:
    """In which stage a run ended that did not succeed, within a sentence."""
    return words_of(where(run, log), run, measures)


def show_stages(stages: Sequence[RunStage]) -> None:
    """The steps in a row; marks and words tell them apart, colour only helps."""
    st.html(f'<ol class="pr-stages" aria-label="{escape(say("stage.all"))}">{items(stages)}</ol>')


def items(stages: Sequence[RunStage]) -> str:
    """The steps as items of a list."""
    return "".join(
        f'<li class="pr-stage-{one.state}"{current(one)}>'
        f'<span aria-hidden="true">{MARKS[one.state]}</span> {escape(one.words)}'
        f'<span class="pr-unseen">: {escape(say(f"stage.is_{one.state}"))}</span></li>'
        for one in stages
    )


def current(one: RunStage) -> str:
    """What tells a screen reader where the run is."""
    return ' aria-current="step"' if one.state in ("now", "broken") else ""
