"""Jobs without a model, each with a way of its own to end badly."""
# ruff: noqa: ARG001 - every job is called alike

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from promptrec.errors import Cancelled, DataError, ModelError
from promptrec.records import Measure
from promptrec.settings import RunSettings
from promptrec.store.snapshots import JobResult

Report = Callable[[Measure], None]
Stop = Callable[[], bool]
Note = Callable[[str], None]
LEAVES = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork(): os._exit(0)
os.setsid()
time.sleep(300)
"""


def steps(
    home: Path, run_id: str, settings: RunSettings, report: Report, stop: Stop, note: Note
) -> JobResult:
    """A second of work."""
    return so_many(20, report, stop)


def many_steps(
    home: Path, run_id: str, settings: RunSettings, report: Report, stop: Stop, note: Note
) -> JobResult:
    """Ten seconds of work."""
    return so_many(200, report, stop)


def so_many(count: int, report: Report, stop: Stop) -> JobResult:
    """Steps of a twentieth of a second."""
    for step in range(1, count + 1):
        if stop():
            raise Cancelled("Stopped.")
        report(Measure(step, 1, "loss", 1 / step))
        time.sleep(0.05)
    return JobResult()


def leaves(
    home: Path, run_id: str, settings: RunSettings, report: Report, stop: Stop, note: Note
) -> JobResult:
    """Two children that hear nothing, two that also leave the session; then waits."""
    deaf = LEAVES.replace("if os.fork(): os._exit(0)\nos.setsid()\n", "")
    for _ in range(2):
        subprocess.Popen([sys.executable, "-c", deaf])
        subprocess.run([sys.executable, "-c", LEAVES], check=True)
    note("begun")
    while not stop():
        time.sleep(0.02)
    raise Cancelled("Stopped.")


def ends(
    home: Path, run_id: str, settings: RunSettings, report: Report, stop: Stop, note: Note
) -> JobResult:
    """As the template of its settings says."""
    report(Measure(4, 1, "loss", 0.5))
    {
        "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
        "exit": lambda: os._exit(3),
        "loop": spin,
        "exception": lambda: [][1],
        "nan": lambda: report(Measure(5, 1, "loss", float("nan"))),
        "model": no_model,
        "data": lambda: (home / "gone.csv").read_bytes(),
        "memory": run_out,
    }[settings.template]()
    return JobResult()


def spin() -> None:
    """For ever."""
    while True:
        pass


def no_model() -> None:
    """As loading says it."""
    from promptrec.model.backbones.catalogue import resolve

    resolve("/nowhere/model")
    raise ModelError("no error")


def run_out() -> None:
    """Memory, under a limit of one GiB."""
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    if len(bytearray(2**33)) == 0:
        raise DataError("never")
