"""R8, R9, R15, R16, R17: clocks that are set, the dead, bad ends, and what is left behind.

    python -m benchmarks.faults.worker            # the short form
    python -m benchmarks.faults.worker --long

Real processes with jobs that take no model. The clock of all of them is moved through a file
(`clock/sitecustomize.py`).
"""

import argparse
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
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.worker.life.family import mark_of, marked
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
    "exception": "IndexError",
    "nan": "no number any more",
    "model": "model",
    "data": "not there any more",
}


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
        for each in marked(mark_of(self.store.home, run.id, fence)):
            each.kill()
        serving = find(HomeLock(self.store.home).held_by() or "")
        if serving is not None:
            serving.kill()
            psutil.wait_procs([serving], timeout=5)
        began = time.monotonic()
        ensure_supervisor(self.store.home, job=f"{JOBS}:steps", idle_s=0.3)
        until(lambda: self.store.run(run.id).fence > fence)
        took = time.monotonic() - began
        until(lambda: self.store.run(run.id).state.finished)
        until(lambda: HomeLock(self.store.home).held_by() is None)
        return took

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


def set_clock(seconds: float) -> None:
    """Move the clock of all processes."""
    Path(os.environ[CLOCK]).write_text(str(seconds))


def p95(found: list[float]) -> float:
    """Of some seconds."""
    return float(np.quantile(found, 0.95))


def figures(desk: Desk, seed: int, many: bool) -> list[bool]:
    """All of them, printed."""
    reached = []

    def told(name: str, value: object, target: object, passed: bool) -> None:
        reached.append(say(name, value, target, passed=passed, seed=seed))

    slow = p95([desk.dead_child() for _ in range(20 if many else 4)])
    told("R9 dead child noticed, p95", f"{slow:.2f} s", "2 s", slow <= 2)
    slow = p95([desk.dead_both() for _ in range(20 if many else 4)])
    told("R9 dead worker and child noticed, p95", f"{slow:.2f} s", "15 s", slow <= 15)
    count = 40 if many else 8
    held = sum(desk.jump(JUMPS[at % 4], dies=at // 4 % 2 == 1) for at in range(count))
    told(
        "R8 clock set in the middle of a run", f"{held}/{count}", f"{count}/{count}", held == count
    )
    for how, reason in ENDS.items():
        run = desk.ended(how)
        plain = re.search(reason, run.message) is not None and "Traceback" not in run.message
        passed = run.state is RunState.FAILED and plain
        told(f"R16 {how}", run.message[:90], f"failed, {reason!r}", passed)
    count = 10 if many else 2
    found = [desk.after_memory() for _ in range(count)]
    held, slow = sum(said for said, _ in found), max(took for _, took in found)
    told("R15 out of memory at step 4", f"{held}/{count}", f"{count}/{count}", held == count)
    told("R15 next run begins after", f"{slow:.2f} s", "5 s", slow <= 5)
    count = 100 if many else 5
    gone = [desk.cancelled() for _ in range(count)]
    held, slow = sum(fine for fine, _ in gone), p95([took for _, took in gone])
    told("R17 cancelled, nothing left", f"{held}/{count}", f"{count}/{count}", held == count)
    told("R17 whole tree gone, p95", f"{slow:.2f} s", "5 s", slow <= 5)
    return reached


def main() -> None:
    """Print the figures; started anew with a clock that can be set."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--long", action="store_true", help="20 to 100 of each, else 4 or 5")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if CLOCK not in os.environ:
            paths = os.pathsep.join([str(Path(__file__).parent / "clock"), str(ROOT)])
            again = [sys.executable, "-m", "benchmarks.faults.worker", *sys.argv[1:]]
            changed = {CLOCK: f"{folder}/clock", "PYTHONPATH": paths, SILENCE_VARIABLE: "3"}
            sys.exit(subprocess.run(again, env={**os.environ, **changed}, check=False).returncode)
        leave(figures(Desk(Path(folder) / "home", given.seed), given.seed, given.long))


if __name__ == "__main__":
    main()
