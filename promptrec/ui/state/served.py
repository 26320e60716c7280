"""Somebody works on what is queued: started where nobody does, also after all were killed."""

import functools
import time
from collections.abc import Iterable

from promptrec.store.snapshots import Run, RunState
from promptrec.ui.state.home import home
from promptrec.worker.supervisor import ensure_supervisor as ensure

ensure_supervisor = functools.partial(ensure, warm=True)  # the next run begins at once
SILENT_S = 15.0  # a run that nobody has told of for so long may have lost its worker


def see_to_it() -> None:
    """Start a supervisor in the background where none holds this home."""
    ensure_supervisor(home())


def keep_going(runs: Iterable[Run]) -> None:
    """The same, where one of these runs has waited or been silent for a while.

    A supervisor takes back what a dead worker left, and fails what cannot be tried again.
    """
    if any(map(is_silent, runs)):
        see_to_it()


def is_silent(run: Run) -> bool:
    """Whether nothing has happened to a queued or running run for a while."""
    if run.state == RunState.QUEUED:
        return time.time() - run.queued_at > SILENT_S
    last = run.heartbeat_at or run.queued_at
    return run.state == RunState.RUNNING and time.time() - last > SILENT_S
