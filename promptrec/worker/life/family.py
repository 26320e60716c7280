"""All that a run has started, wherever it has gone: found by a mark in its environment.

A process that leaves the session, or whose parent has ended, still carries the mark that it
inherited; on Linux the run's process also takes in orphans, which would go to init.
"""

import contextlib
import ctypes
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil

MARK = "PROMPTREC_RUN"  # environment variable
PR_SET_CHILD_SUBREAPER = 36  # of linux/prctl.h
SWEEPS = 10  # what starts others while it is ended needs more than one


def mark_of(home: Path, run_id: str, fence: int) -> str:
    """What no other attempt of any run has."""
    where = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return f"{where}:{run_id}:{fence}"


def take_in_orphans() -> None:
    """Become the parent of what those that we started leave behind (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def marked(mark: str) -> Iterator[psutil.Process]:
    """Living processes that carry a mark, this one left out."""
    for each in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if each.pid != os.getpid() and each.environ().get(MARK) == mark:
                yield each


def family_of(process: psutil.Process) -> list[psutil.Process]:
    """What descends from a process, without this one and what it has started."""
    found: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        found = process.children(recursive=True)
    if os.getpid() not in {each.pid for each in found}:
        return found
    ours = {os.getpid(), *(each.pid for each in psutil.Process().children(recursive=True))}
    return [each for each in found if each.pid not in ours]


def signal_all(processes: Iterable[psutil.Process], *, force: bool) -> int:
    """Ask each to end, or with `force` end it; how many there were."""
    count = 0
    for each in processes:
        with contextlib.suppress(psutil.Error):
            each.kill() if force else each.terminate()
            count += 1
    return count


def sweep(mark: str) -> None:
    """End what is left of a run whose process is gone, however often it starts others."""
    for _ in range(SWEEPS):
        left = list(marked(mark))
        if not signal_all(left, force=True):
            return
        psutil.wait_procs(left, timeout=0.5)
