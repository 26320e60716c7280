"""What a measurement of finished runs does: found in the home, else measured and kept there."""

import time
from collections.abc import Callable
from pathlib import Path

from promptrec.beyond.kept import measured
from promptrec.beyond.workload import prompts_of
from promptrec.errors import Cancelled, SettingsError
from promptrec.judge.entrants import Group, entrants
from promptrec.records import TOTAL_STEPS, Measure
from promptrec.settings import Measuring, RunSettings
from promptrec.store.snapshots import JobResult
from promptrec.store.store import Store

STEPS = 1000  # in which progress is told


def run_measuring(
    home: Path,
    run_id: str,
    settings: RunSettings,  # noqa: ARG001 - every job is called alike
    report: Callable[[Measure], None],
    should_stop: Callable[[], bool],
    note: Callable[[str], None],
) -> JobResult:
    """Measure what the row asks for; only valid rows are scored.

    Raises Cancelled when should_stop says so, PromptRecError when a run cannot be opened, or is no
    longer what was asked about.
    """
    store = Store.open(home)
    asked = store.run(run_id).measuring
    if asked is None:
        raise SettingsError("sentence.no_measuring", run=run_id)
    began = time.monotonic()
    groups = groups_of(store, asked)

    def progress(share: float) -> None:
        if should_stop():
            raise Cancelled("sentence.cancelled")
        step = min(STEPS, round(share * STEPS))
        report(Measure(step, 0, "share", share))
        if share > 0:
            spent = time.monotonic() - began
            report(Measure(step, 0, "seconds_left", spent * (1 - share) / share))

    report(Measure(0, 0, TOTAL_STEPS, STEPS))
    progress(0.0)
    measured(home, groups, asked, note, progress)
    return JobResult(
        seconds=time.monotonic() - began,
        fingerprint=groups[0].entrants[0].fingerprint,
        details={
            "measured": asked.content,
            "prompts": prompts_of(asked, groups),
        },
    )


def groups_of(store: Store, asked: Measuring) -> list[Group]:
    """The variants of a measurement, opened."""
    every = {one.run.id: one for one in entrants(store, asked.runs)}
    return [Group(tuple(every[run] for run in own)) for own in asked.variants]
