"""R8, R9, R15, R16, R17: clocks that are set, the dead, bad ends, and what is left behind.

R18 is the handing over of a run to a process that waits for it.

    python -m benchmarks.faults.worker            # the short form
    python -m benchmarks.faults.worker --long
    python -m benchmarks.faults.worker --only r17 --count 25 --seed 3

Real processes with jobs that take no model. The clock of all of them is moved through a file
(`clock/sitecustomize.py`).
"""

import argparse
import contextlib
import functools
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil

from benchmarks.faults.line import leave, say
from promptrec.settings import RunSettings
from promptrec.store.leases import ATTEMPTS
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.worker.life.family import mark_of, marked, signal_all, sweep
from promptrec.worker.life.spare import KEEP_VARIABLE
from promptrec.worker.life.vigil import SILENCE_VARIABLE
from promptrec.worker.lock import HomeLock
from promptrec.worker.process import ROOT, find
from promptrec.worker.supervisor import Supervisor, ensure_supervisor

JOBS = "benchmarks.faults.jobs"
CLOCK = "PROMPTREC_BENCH_CLOCK"
JUMPS = (3600.0, 86_400.0, -3600.0, -86_400.0)
ENDS = {  # how a job ends -> what its reason says
    "segfault": "fault inside a library",
    "exit": "exit code 3",
    "loop": "no progress",
    "exception": "mistake in the program",
    "nan": "no number any more",
    "model": "model",
    "data": "not there any more",
}
UNREADABLE = re.compile(r"Traceback|Error\b|Exception|\.py")  # to a product manager


def until(condition: Callable[[], object], timeout_s: float = 60.0) -> float:
    """Seconds until something is true; the limit where it never is."""
    began = time.monotonic()
    while time.monotonic() - began < timeout_s:
        if condition():
            return time.monotonic() - began
        time.sleep(0.01)
    return timeout_s


class Desk:
    """A home, a supervisor in this process, and chance."""

    def __init__(self, home: Path, seed: int) -> None:
        self.store = Store.open(home)
        self.rng = random.Random(seed)

    def queue(self, template: str = "x") -> Run:
        """A run whose template says what its job does."""
        return self.store.queue(RunSettings(dataset="films", template=template))

    def running(self, supervisor: Supervisor, run: Run) -> psutil.Process:
        """The process of a run, once it has said that it lives."""
        until(lambda: supervisor.round() and find(self.store.run(run.id).worker))
        found = find(self.store.run(run.id).worker)
        if found is None:
            raise SystemExit(f"{run.id} never began")
        return found

    def dead_child(self) -> float:
        """Seconds until a killed process is noticed."""
        run, supervisor = self.queue(), Supervisor(self.store, f"{JOBS}:steps")
        process = self.running(supervisor, run)
        time.sleep(self.rng.uniform(0.0, 0.5))
        fence = self.store.run(run.id).fence
        process.kill()
        took = until(lambda: round_of(supervisor) and self.store.run(run.id).fence > fence)
        until(lambda: not supervisor.round())
        return took

    def dead_both(self) -> float:
        """Seconds until the next supervisor has taken a run back whose own was killed with it."""
        run = self.queue()
        ensure_supervisor(self.store.home, job=f"{JOBS}:steps", idle_s=0.3)
        early = self.rng.random() < 0.5  # between the claim and the first heartbeat
        running = until(lambda: self.store.run(run.id).state is RunState.RUNNING)
        if not early and running < 60:
            until(lambda: find(self.store.run(run.id).worker))
        fence = self.store.run(run.id).fence
        serving = find(HomeLock(self.store.home).held_by() or "")
        if serving is not None:
            serving.kill()
            psutil.wait_procs([serving], timeout=5)
            time.sleep(0.1)  # a process that it was about to start carries its mark by now
        sweep(mark_of(self.store.home, run.id, fence))
        began = time.monotonic()
        ensure_supervisor(self.store.home, job=f"{JOBS}:steps", idle_s=0.3)
        until(lambda: self.store.run(run.id).fence > fence)
        took = time.monotonic() - began
        until(lambda: self.store.run(run.id).state.finished)
        until(lambda: HomeLock(self.store.home).held_by() is None)
        return took

    def handed_over(self) -> tuple[bool, float]:
        """Whether a run is done though its supervisor, the process that waited for it, or both are
        killed around the moment at which it is handed over; seconds until nothing is left of them.
        """
        again = functools.partial(
            ensure_supervisor, self.store.home, job=f"{JOBS}:steps", idle_s=0.3, warm=True
        )
        again()
        until(lambda: begun_for(self.store.home, "child"))
        time.sleep(self.rng.choice((0.0, 0.5, 2.0)))  # it imports, or is ready
        (spare,), serving = begun_for(self.store.home, "child"), serving_of(self.store.home)
        run, moment = self.queue(), time.monotonic() + self.rng.uniform(0.0, 0.5)
        until(lambda: time.monotonic() >= moment)
        killed = self.rng.choice(([serving], [spare], [serving, spare]))
        signal_all(killed, force=True)
        psutil.wait_procs(killed, timeout=5)
        again()
        until(lambda: self.store.run(run.id).state.finished)
        done = self.store.run(run.id)
        fine = done.state is RunState.SUCCEEDED and done.attempts <= 2
        mark = mark_of(self.store.home, run.id, done.fence)
        return fine, until(
            lambda: (
                not signal_all(begun_for(self.store.home, "supervisor"), force=True)
                and not begun_for(self.store.home, "child")
                and not list(marked(mark))
            ),
            30,
        )

    def jump(self, seconds: float, dies: bool) -> bool:
        """A clock that is set in the middle of a run, whose process may die then."""
        run, supervisor = self.queue(), Supervisor(self.store, f"{JOBS}:steps")
        process = self.running(supervisor, run)
        set_clock(seconds)
        if dies:
            supervisor.held.clear()  # its supervisor is gone, too
            process.kill()
            process.wait(5)
            supervisor = Supervisor(self.store, f"{JOBS}:steps")
        took = until(lambda: not supervisor.round(), 30)
        set_clock(0.0)
        done = self.store.run(run.id)
        times = [done.queued_at, done.started_at or 0, done.finished_at or 0]
        fine = done.state is RunState.SUCCEEDED and done.attempts == 1 + dies
        return fine and times == sorted(times) and took < 30

    def ended(self, how: str) -> Run:
        """A run whose job ends so."""
        run, supervisor = self.queue(how), Supervisor(self.store, f"{JOBS}:ends")
        until(lambda: not supervisor.round(), 90)
        return self.store.run(run.id)

    def after_memory(self) -> tuple[bool, float]:
        """Whether a run says at which step memory ran out; how soon the next one begins."""
        run, after = self.queue("memory"), self.queue("exception")
        supervisor = Supervisor(self.store, f"{JOBS}:ends")
        until(lambda: supervisor.round() and self.store.run(run.id).state.finished, 60)
        took = until(lambda: supervisor.round() and self.store.run(after.id).started_at, 60)
        until(lambda: not supervisor.round())
        said = "Out of memory at step 4" in self.store.run(run.id).message
        return said, took

    def cancelled(self) -> tuple[bool, float]:
        """Whether a cancel at a random moment holds; seconds until all processes are gone."""
        run, supervisor = self.queue(), Supervisor(self.store, f"{JOBS}:leaves")
        supervisor.round()
        mark = mark_of(self.store.home, run.id, self.store.run(run.id).fence)
        moment = time.monotonic() + self.rng.uniform(0.0, 3.0)
        until(lambda: supervisor.round() and time.monotonic() >= moment)
        self.store.request_cancel(run.id)
        took = until(lambda: not round_of(supervisor) or not list(marked(mark)), 30)
        until(lambda: not supervisor.round())
        return self.store.run(run.id).state is RunState.CANCELLED and not list(marked(mark)), took


def round_of(supervisor: Supervisor) -> bool:
    """A round, as often as a supervisor makes them."""
    time.sleep(0.2)
    return supervisor.round()


def serving_of(home: Path) -> psutil.Process:
    """The supervisor of a home, once there is one."""
    until(lambda: find(HomeLock(home).held_by() or ""))
    found = find(HomeLock(home).held_by() or "")
    if found is None:
        raise SystemExit("nobody serves")
    return found


def begun_for(home: Path, module: str) -> list[psutil.Process]:
    """The supervisors of a home, or its children that wait for a run or once waited for theirs."""
    line = f"promptrec.worker.{module}\n{home}\n--job"
    return [each for each in psutil.process_iter() if line in "\n".join(command(each))]


def command(process: psutil.Process) -> list[str]:
    """What a process was started with; nothing once it has ended."""
    with contextlib.suppress(psutil.Error):
        return process.cmdline()
    return []


def set_clock(seconds: float) -> None:
    """Move the clock of all processes."""
    Path(os.environ[CLOCK]).write_text(str(seconds))


def p95(found: list[float]) -> float:
    """Of some seconds."""
    return float(np.quantile(found, 0.95))


def share(name: str, held: int, count: int, seed: int) -> bool:
    """So many of so many, printed."""
    return say(name, f"{held}/{count}", f"{count}/{count}", passed=held == count, seed=seed)


def within(name: str, seconds: float, limit: int, seed: int) -> bool:
    """A time and its limit, printed."""
    return say(name, f"{seconds:.2f} s", f"{limit} s", passed=seconds <= limit, seed=seed)


def r9(desk: Desk, count: int, seed: int) -> list[bool]:
    """The dead are noticed."""
    child = p95([desk.dead_child() for _ in range(count)])
    both = p95([desk.dead_both() for _ in range(count)])
    spent = desk.ended("exit")
    failed = spent.state is RunState.FAILED and "exit code 3" in spent.message
    given_up = f"{spent.attempts} attempts, {spent.state}"
    return [
        say("R9 a child that dies each time", given_up, f"{ATTEMPTS} attempts, failed, why",
            passed=failed and spent.attempts == ATTEMPTS, seed=seed),
        within(f"R9 {count} dead children noticed, p95", child, 2, seed),
        within(f"R9 {count} dead workers with their children noticed, p95", both, 15, seed),
    ]  # fmt: skip


def r8(desk: Desk, count: int, seed: int) -> list[bool]:
    """Clocks are set."""
    held = sum(desk.jump(JUMPS[at % 4], dies=at // 4 % 2 == 1) for at in range(count))
    return [share("R8 clock set in the middle of a run", held, count, seed)]


def r16(desk: Desk, count: int, seed: int) -> list[bool]:  # noqa: ARG001 - each way once
    """Bad ends have reasons."""
    reached = []
    for how, reason in ENDS.items():
        run = desk.ended(how)
        plain = re.search(reason, run.message) is not None and not UNREADABLE.search(run.message)
        passed = run.state is RunState.FAILED and plain
        target = f"failed, {reason!r}"
        reached.append(say(f"R16 {how}", run.message[:90], target, passed=passed, seed=seed))
    return reached


def r15(desk: Desk, count: int, seed: int) -> list[bool]:
    """Memory runs out."""
    found = [desk.after_memory() for _ in range(count)]
    return [
        share("R15 out of memory at step 4", sum(said for said, _ in found), count, seed),
        within("R15 next run begins after, longest", max(took for _, took in found), 5, seed),
    ]


def r17(desk: Desk, count: int, seed: int) -> list[bool]:
    """Cancels at random moments."""
    gone = [desk.cancelled() for _ in range(count)]
    return [
        share("R17 cancelled, nothing left", sum(fine for fine, _ in gone), count, seed),
        within("R17 whole tree gone, p95", p95([took for _, took in gone]), 5, seed),
    ]


def r18(desk: Desk, count: int, seed: int) -> list[bool]:
    """Kills while a run is handed over."""
    os.environ[KEEP_VARIABLE] = "60"
    found = [desk.handed_over() for _ in range(count)]
    return [
        share("R18 killed as a run is handed over: done", sum(f for f, _ in found), count, seed),
        within("R18 whole tree gone, p95", p95([took for _, took in found]), 5, seed),
    ]


PARTS = {"r9": (r9, 4, 20), "r8": (r8, 8, 40), "r16": (r16, 1, 1), "r15": (r15, 2, 10)}
PARTS["r18"] = r18, 4, 40
PARTS["r17"] = r17, 5, 100  # what is done, how often in the short form, how often in the long one


def main() -> None:
    """Print the figures; started anew with a clock that can be set."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--long", action="store_true", help="10 to 100 of each, else 2 to 8")
    options.add_argument("--only", nargs="*", default=list(PARTS), choices=list(PARTS))
    options.add_argument("--count", type=int, help="of each, instead")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if CLOCK not in os.environ:
            paths = os.pathsep.join([str(Path(__file__).parent / "clock"), str(ROOT)])
            again = [sys.executable, "-m", "benchmarks.faults.worker", *sys.argv[1:]]
            changed = {CLOCK: f"{folder}/clock", "PYTHONPATH": paths, SILENCE_VARIABLE: "3"}
            sys.exit(subprocess.run(again, env={**os.environ, **changed}, check=False).returncode)
        desk = Desk(Path(folder) / "home", given.seed)
        reached = []
        for part, short, long in (PARTS[name] for name in given.only):
            count = given.count or (long if given.long else short)
            reached += part(desk, count, given.seed)
        leave(reached)


if __name__ == "__main__":
    main()
