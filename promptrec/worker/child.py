"""The process of one run: `python -m promptrec.worker.child HOME RUN FENCE`.

It carries out one job, writes how that ended, and ends itself. Nothing here imports torch: the job
does, after the pulse has begun. Without RUN and FENCE it imports at once all that a job needs, and
waits until it is told them.
"""

import argparse
import contextlib
import functools
import importlib
import logging
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil

from promptrec.engine.engine import choose_engine, leave_engine
from promptrec.errors import Cancelled, EngineLost, PromptRecError, Released
from promptrec.folders import clear_drafts
from promptrec.longwork import heard_by
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.opening.told import disk_full
from promptrec.store.rows import StaleFence
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store
from promptrec.store.upkeep.artifacts import put_artifacts
from promptrec.store.upkeep.consent import ask_home
from promptrec.training.resume.chain import SNAPSHOTS, forget
from promptrec.words.table import sentence
from promptrec.worker.life.ending import crashed, told_to_programmers
from promptrec.worker.life.family import take_in_orphans
from promptrec.worker.life.vigil import RELEASED, Vigil
from promptrec.worker.life.warm import hear_order, warm_up
from promptrec.worker.patience import patiently
from promptrec.worker.process import identity, wait_passively
from promptrec.worker.pulse import Pulse

JOB = ""  # by what the row asks for
RUN_JOB = "promptrec.worker.jobs:run_job"
SEARCH_JOB = "promptrec.worker.search_job:run_search"
MEASURE_JOB = "promptrec.worker.measure_job:run_measuring"
LOST = 75  # exit code: another worker holds the run
Job = Callable[
    [
        Path,
        str,
        RunSettings,
        Callable[[Measure], None],
        Callable[[], bool],
        Callable[[str], None],
    ],
    JobResult,
]
log = logging.getLogger(__name__)


def carry_out(
    store: Store,
    run_id: str,
    fence: int,
    job: str,
    on_lost: Callable[[], None],
    ensure: Callable[[], None] = lambda: None,
    parent: int | None = None,
) -> RunState:
    """Do one run from its first heartbeat to its last write. Raises StaleFence.

    ensure: starts a supervisor where the one that started us (parent; None: ours now) has died.
    """
    vigil = Vigil(store, run_id, fence, ensure, parent=parent or os.getppid())
    pulse = Pulse(store, run_id, fence, on_lost, watch=vigil)
    with released_by_signal(pulse):
        patiently(lambda: pulse.start(identity()))
        clear_drafts(store.run_folder(run_id))  # of an earlier attempt that was killed
        try:
            state, message, result = attempt(store, run_id, job, pulse)
        except Released:
            patiently(pulse.close)
            return patiently(lambda: store.give_back(run_id, fence)).state
        except EngineLost as error:
            why = error.sentence
            patiently(pulse.close)
            return patiently(lambda: store.lose(run_id, fence, why)).state
        finally:
            patiently(pulse.close)
        patiently(lambda: store.finish(run_id, fence, state, message, result, now=pulse.now()))
    forget(store.run_folder(run_id) / SNAPSHOTS)
    vigil.last_look()
    return state


def attempt(
    store: Store, run_id: str, job: str, pulse: Pulse
) -> tuple[RunState, str, JobResult | None]:
    """Call the job and turn what happens into a final state and a message for a person.

    Raises Released when the process has to end before the job does, EngineLost when the machines
    that it worked with are gone.
    """
    try:
        if pulse.should_stop():
            raise Cancelled("sentence.cancelled_early")
        choose_engine(store.home)
        run = store.run(run_id)
        job = job or job_of(run)
        with heard_by(pulse.go_on):
            result = load(job)(
                store.home, run_id, run.settings, pulse.report, pulse.should_stop, pulse.note
            )
        result = put_artifacts(store, run_id, result)
        result.to_json()  # what cannot be stored is the job's fault and not the store's
    except Cancelled as error:
        return RunState.CANCELLED, error.sentence or sentence("sentence.cancelled"), None
    except EngineLost:
        raise
    except PromptRecError as error:
        log.exception("run %s failed", run_id)
        return RunState.FAILED, error.sentence, None
    except Exception as error:
        log.exception("run %s crashed", run_id)
        if disk_full(error):
            return RunState.FAILED, sentence("sentence.disk_full"), None
        pulse.note(told_to_programmers(error))
        return RunState.FAILED, crashed(error, pulse.step), None
    finally:
        leave_engine()
    if not math.isfinite(pulse.loss):
        return RunState.FAILED, sentence("sentence.loss_not_finite", step=pulse.step), None
    return RunState.SUCCEEDED, "", result


@contextlib.contextmanager
def released_by_signal(pulse: Pulse) -> Iterator[None]:
    """Let SIGTERM ask the job to keep its state and end. Only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: pulse.release())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def job_of(run: Run) -> str:
    """The job that a row asks for."""
    if run.measuring_json:
        return MEASURE_JOB
    return SEARCH_JOB if run.search_json else RUN_JOB


def load(job: str) -> Job:
    """The function that "package.module:function" names."""
    module, _, function = job.partition(":")
    found: Job = getattr(importlib.import_module(module), function)
    return found


def main(arguments: Sequence[str]) -> int:
    """The process's life; returns its exit code."""
    parser = argparse.ArgumentParser(prog="promptrec.worker.child", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("run", nargs="?", default="")
    parser.add_argument("fence", nargs="?", type=int, default=0)
    parser.add_argument("--job", default=JOB)
    given, parent = parser.parse_args(arguments), os.getppid()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    wait_passively()
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(5 if os.name == "posix" else psutil.BELOW_NORMAL_PRIORITY_CLASS)
    take_in_orphans()
    waited = not given.run
    if waited:
        warm_up(given.job)
        given.run, given.fence = hear_order() or os._exit(0)  # nobody will need it
    try:
        store = Store.open(given.home)
        ask_home(given.home)
        # nothing that this process could still write would count, so it need not tidy up
        lost: Callable[[], None] = functools.partial(os._exit, LOST)
        ensure = functools.partial(another_supervisor, given.home, given.job, waited)
        state = carry_out(store, given.run, given.fence, given.job, lost, ensure, parent)
    except StaleFence as error:
        log.warning("%s", error)
        return LOST
    return 0 if state.finished else RELEASED


def another_supervisor(home: Path, job: str, warm: bool) -> None:
    """Start one where none serves this home. warm: ours had a process that waits."""
    from promptrec.worker.supervisor import ensure_supervisor  # which imports this module

    ensure_supervisor(home, job=job, warm=warm)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
