"""The one process per home that claims runs and starts a fresh process for each.

`ensure_supervisor` starts it in the background when none is there; it ends by itself when there is
nothing left to do. `python -m promptrec worker` is the same in the foreground, until stopped.
"""

import argparse
import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from promptrec.data.reading.names import expanded
from promptrec.errors import PromptRecError, StoreError
from promptrec.settings.resources import Resources, of_this_machine
from promptrec.store.leases import LEASE_S
from promptrec.store.opening.sqlite import about_journal
from promptrec.store.opening.told import written
from promptrec.store.rows import StaleFence
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.training.resume.chain import SNAPSHOTS, forget
from promptrec.words.table import sentence
from promptrec.worker import process as processes
from promptrec.worker.child import JOB
from promptrec.worker.held import Held
from promptrec.worker.life.asked import EndAsked, stopped_by_signals
from promptrec.worker.life.family import mark_of, sweep
from promptrec.worker.life.silence import CLAIMED, Silence
from promptrec.worker.life.spare import Spare, keep_limit
from promptrec.worker.lock import AlreadyServed, HomeLock, holder

SLOTS = 1  # runs at a time
POLL_S = 0.2  # between two rounds
RECOVER_S = 1.0  # between two searches for runs whose process is gone
IDLE_S = 60.0  # without work for so long, a supervisor in the background ends
log = logging.getLogger(__name__)
_started: dict[Path, "subprocess.Popen[bytes]"] = {}  # by this process, so that we can reap them


class Supervisor:
    """Rounds of: look after running processes, take back lost runs, start queued ones."""

    def __init__(
        self, store: Store, job: str = JOB, offers: Resources | None = None, spare_s: float = 0.0
    ) -> None:
        self.store = store
        self.job = job
        self.offers = of_this_machine() if offers is None else offers
        self.held: list[Held] = []
        self.silence = Silence()
        self.spare = Spare(store.home, job, spare_s)
        self._me = f"{CLAIMED}{processes.identity()}"
        self._recovered_at = float("-inf")

    def round(self) -> bool:
        """One round; True while there is anything to do."""
        for each in list(self.held):
            self._look_after(each)
        if time.monotonic() - self._recovered_at >= RECOVER_S:
            self._recover()
        while len(self.held) < SLOTS and self._start_next():
            pass
        busy = bool(self.held) or self.waits()
        self.spare.tend(busy)
        return busy

    def waits(self) -> bool:
        """True while a run is queued that this one may take."""
        return self.store.claimable(self.offers)

    def give_back(self) -> None:
        """End what runs here and put it back into the queue."""
        for each in self.held:
            each.stop()
            with contextlib.suppress(StaleFence):  # it had just finished
                self.store.give_back(*each.key)
                log.info("%s is back in the queue", each.run.id)
        self.held.clear()

    def _look_after(self, each: Held) -> None:
        if each.gone():
            with contextlib.suppress(StaleFence):  # it has just said so itself
                each.close(self.store)
            self.held.remove(each)
            ended = self.store.run_if_there(each.run.id)
            if ended is not None and ended.state.finished:
                forget(self.store.run_folder(each.run.id) / SNAPSHOTS)
            log.info("%s is %s", each.run.id, ended.state if ended else "deleted")
            return
        current = self.store.run_if_there(each.run.id)
        each.press(current)
        if current is not None and self.silence.of(current) > LEASE_S:
            each.end_hung()

    def _recover(self) -> None:
        """Adopt processes of an earlier supervisor; take back the runs of those that are gone."""
        mine = {each.key for each in self.held}
        dead = []
        running = self.store.all_jobs(RunState.RUNNING)
        self.silence.forget_all_but(running)
        for run in running:
            if (run.id, run.fence) in mine:
                continue
            process = processes.find(run.worker)
            if process is not None and not processes.works_for(process, self.store.home):
                continue  # a home beside this one has the same store
            if process is not None:
                log.info("%s is carried on by process %d", run.id, process.pid)
                self.held.append(Held(run, process, self.store.home))
            elif self.silence.is_dead(run):
                sweep(mark_of(self.store.home, run.id, run.fence))
                dead.append((run.id, run.fence))
        for run in self.store.take_back(dead=dead) if dead else ():
            log.warning("%s lost its process and is %s", run.id, run.state)
        self._recovered_at = time.monotonic()

    def _start_next(self) -> bool:
        """Claim and start one run; False when none is queued."""
        if not self.waits():
            return False
        run = self.store.claim(self.spare.who() or self._me, offers=self.offers)
        if run is None:
            return False
        try:
            self.held.append(self._start(run))
            log.info("%s began as process %d", run.id, self.held[-1].process.pid)
        except (OSError, psutil.Error) as error:
            why = sentence("sentence.process_unstarted", error=error)
            self.store.finish(run.id, run.fence, RunState.FAILED, why)
        return True

    def _start(self, run: Run) -> Held:
        arguments = ["promptrec.worker.child", str(self.store.home), run.id, str(run.fence)]
        arguments += ["--job", self.job]
        mark = mark_of(self.store.home, run.id, run.fence)
        where = self.store.run_folder(run.id) / "log.txt", mark
        popen = self.spare.take(run, *where) or processes.start(arguments, *where)
        return Held(run, psutil.Process(popen.pid), self.store.home, popen)


def serve(
    home: Path,
    stay: bool = True,
    *,
    job: str = JOB,
    idle_s: float = IDLE_S,
    stop: threading.Event | None = None,
    offers: Resources | None = None,
    warm: bool = False,
) -> None:
    """Carry out the runs of a home here, until stopped, or with stay=False until there are none.

    Raises AlreadyServed when another process does so. A stop (Ctrl+C, SIGTERM, `stop`) puts the
    run at work back into the queue. offers: for which runs; None: what is here. warm: a process
    waits for the next run (`spare`), and we for it.
    """
    asked = EndAsked(stop or threading.Event())
    store, lock = Store.open(home), HomeLock(expanded(home).absolute())
    if store.database.file is not None:
        log.info("%s", about_journal())
    supervisor = Supervisor(store, job, offers=offers, spare_s=keep_limit() if warm else 0.0)
    with contextlib.closing(store), contextlib.closing(supervisor.spare), stopped_by_signals(asked):
        while True:
            if not lock.acquire(processes.identity(), wait_s=1.0):
                raise AlreadyServed(
                    "sentence.served_already", who=holder(lock.held_by()), home=store.home
                )
            try:
                _rounds(supervisor, lock, asked, None if stay else idle_s)
            finally:
                lock.release()
            # who queued a run just now saw the lock and trusts us to do it
            if asked.is_set() or not store.home.exists() or not supervisor.waits():
                return


def _rounds(supervisor: Supervisor, lock: HomeLock, stop: EndAsked, idle_s: float | None) -> None:
    """Go round until stopped, idle for idle_s seconds (None: for ever), or the home is gone."""
    busy_at = time.monotonic()
    while not stop.is_set() and lock.still_there():
        try:
            if supervisor.round() or supervisor.spare.waits:
                busy_at = time.monotonic()
        except StoreError as error:  # a full disk, a long lock: the next round may do better
            log.warning("%s", error)
        if idle_s is not None and time.monotonic() - busy_at >= idle_s:
            return
        stop.wait(POLL_S)
    with contextlib.suppress(StoreError):
        supervisor.give_back()


def is_served(home: Path) -> bool:
    """True when some process carries out the runs of this home."""
    return HomeLock(expanded(home).absolute()).held_by() is not None


def ensure_supervisor(
    home: Path, *, job: str = JOB, idle_s: float = IDLE_S, warm: bool = False
) -> None:
    """Start a supervisor in the background unless one serves this home. Returns at once.

    It outlives this process, ends when idle for idle_s seconds, and writes to HOME/worker.log.
    warm: as for `serve`. StoreError where the home cannot be written.
    """
    home = expanded(home).absolute()
    with written(home):
        _ensure(home, ["--job", job, "--idle", str(idle_s), *(["--warm"] if warm else [])])


def _ensure(home: Path, options: Sequence[str]) -> None:
    mine = _started.get(home)
    while not is_served(home) and mine is not None and mine.poll() is None:
        time.sleep(0.02)  # it is about to take the lock, or about to end
    if is_served(home):
        return
    arguments = ["promptrec.worker.supervisor", str(home), *options]
    _started[home] = processes.start(arguments, home / "worker.log")


def main(arguments: Sequence[str]) -> int:
    """The background supervisor; returns its exit code."""
    parser = argparse.ArgumentParser(prog="promptrec.worker.supervisor", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--job", default=JOB)
    parser.add_argument("--idle", type=float, default=IDLE_S)
    parser.add_argument("--warm", action="store_true")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        serve(given.home, stay=False, job=given.job, idle_s=given.idle, warm=given.warm)
        log.info("no work is left; the worker ends")
    except AlreadyServed as error:
        log.info("%s", error)
    except PromptRecError as error:
        log.error("%s", error)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
