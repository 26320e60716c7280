"""R7: a worker that is stopped past its lease, and wakes when another has its run: refused.

    python -m benchmarks.faults.fences [TIMES] [SEED]

The first worker is a real process, stopped by a signal in the middle of its job. The control wakes
and writes as a store without fences would let it: what it writes must be found.
"""

import contextlib
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.faults.line import leave, say
from benchmarks.faults.runs import fork
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store import schema
from promptrec.store.leases import LEASE_S
from promptrec.store.rows import run_number
from promptrec.store.snapshots import JobResult, Run, RunState
from promptrec.store.store import Store

FAR = 1_000  # steps of the second worker begin here
SETTINGS = RunSettings(dataset="films", template="x")


def stopped(store: Store, run: Run, step: int) -> int:
    """The process of a run, stopped once it has told so many steps; its number.

    Never in the middle of a write: then nobody else could write either.
    """
    pid = fork(store.home, run, "benchmarks.faults.jobs:many_steps")
    while store.run(run.id).step < step:
        time.sleep(0.01)
    while True:
        os.kill(pid, signal.SIGSTOP)
        time.sleep(0.02)
        if is_free(store):
            return pid
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.02)


def is_free(store: Store) -> bool:
    """Whether anybody can write now."""
    assert store.database.file is not None
    with contextlib.closing(sqlite3.connect(store.database.file, timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
    return True


def woken(store: Store, rng: random.Random, *, careless: bool = False) -> bool:
    """Whether nothing counts of a worker that woke too late. careless: it ignores its fence."""
    run = store.queue(SETTINGS)
    first = store.claim("first")
    assert first is not None
    pid = stopped(store, first, rng.randint(1, 30))
    store.take_back(now=time.time() + LEASE_S + 1)
    second = store.claim("second")
    assert second is not None
    early = rng.random() < 0.5  # the first wakes while the second is at work, or when it is done
    if early:
        wake(pid)
    store.record(run.id, second.fence, [Measure(FAR, 1, "loss", 0.5)])
    told = JobResult(details={"who": "second"})
    store.finish(run.id, second.fence, RunState.SUCCEEDED, "", told)
    if not early:
        wake(pid)
    if careless:
        overwrite(store, run.id)
    done = store.run(run.id)
    who = done.result.details.get("who") if done.result else None
    only = [one.step for one in store.measures(run.id)] == [FAR]
    return only and (done.state, who) == (RunState.SUCCEEDED, "second")


def wake(pid: int) -> None:
    """Let a process go on, and wait until it has ended."""
    os.kill(pid, signal.SIGCONT)
    os.waitpid(pid, 0)


def overwrite(store: Store, run_id: str) -> None:
    """What a worker without a fence writes when it wakes."""
    told = JobResult(details={"who": "first"}).to_json()
    chosen = schema.run.c.number == run_number(run_id)
    with store.database.write() as connection:
        connection.execute(sa.update(schema.run).where(chosen).values(result_json=told))


def figures(times: int, seed: int) -> list[bool]:
    """Both lines."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        store = Store.open(Path(name) / "home")
        held = sum(woken(store, rng) for _ in range(times))
        counted = not woken(store, rng, careless=True)
    value, all_of = f"{held}/{times}", f"{times}/{times}"
    return [
        say("R7 woken too late, nothing counts", value, all_of, passed=held == times, seed=seed),
        say("R7 control: without a fence it counts", counted, True, passed=counted, seed=seed),
    ]


def main(times: int = 50, seed: int = 0) -> None:
    """Print the figures."""
    leave(figures(times, seed))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
