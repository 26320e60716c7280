"""A process that has imported all that a run needs, and waits for the next one.

At most one, begun only while no run is at work: its imports would hold that up. It has read
nothing of the home, and ends when its input does, so that none is left behind a supervisor.
"""

import json
import logging
import os
import subprocess
import sysconfig
import time
from contextlib import suppress
from pathlib import Path

import psutil

from promptrec.store.snapshots import Run
from promptrec.worker import process as processes
from promptrec.worker.life.room import free_memory

KEEP_VARIABLE = "PROMPTREC_SPARE_S"
KEEP_S = 600.0  # nobody queues a run for so long: it ends
ROOM = 1_000_000_000  # bytes of memory that are free before it begins; it holds half of them
END_S = 3.0  # a killed process may take so long to go
Code = frozenset[tuple[str, int, int]]
log = logging.getLogger(__name__)


class Spare:
    """The one that waits for a supervisor, where there is one."""

    def __init__(self, home: Path, job: str, keep_s: float) -> None:
        self._home, self._job, self._keep_s = home, job, keep_s  # keep_s 0: there is never one
        self._popen: subprocess.Popen[bytes] | None = None
        self._who = ""
        self._code: Code = frozenset()
        self._wanted = keep_s > 0
        self._busy_at = time.monotonic()

    @property
    def waits(self) -> bool:
        """True while there is one, ready or still importing."""
        return self._popen is not None

    def tend(self, busy: bool) -> None:
        """Begin one or end it, where that is due. busy: a run is at work, or waits."""
        now = time.monotonic()
        if self._popen is not None and self._popen.poll() is not None:
            log.warning("the process that waited for a run has ended: %s", self._popen.returncode)
            self.close()
        if busy:
            self._busy_at, self._wanted = now, self._keep_s > 0
        elif self._popen is None and self._wanted:
            self._begin()
        elif self._popen is not None and now - self._busy_at >= self._keep_s:
            log.info("no run came for the process that waited for one; it ends")
            self.close()

    def who(self) -> str:
        """The identity of one that can be taken, "" where there is none.

        A run is claimed in its name: should this process die before it has handed the run over,
        the next supervisor sees by that who has it, and whether that process lives.
        """
        if self._popen is not None and (self._popen.poll() is not None or self._code != code()):
            self.close()  # dead, or it has imported what is no longer what is installed
        return self._who

    def take(self, run: Run, log_file: Path, mark: str) -> "subprocess.Popen[bytes] | None":
        """Give it a run to carry out; None where there is none that hears."""
        popen, self._popen, self._who = self._popen, None, ""
        if popen is None or popen.stdin is None:
            return None
        order = {"run": run.id, "fence": run.fence, "log": str(log_file), "mark": mark}
        try:
            with popen.stdin:
                popen.stdin.write(json.dumps(order).encode() + b"\n")
        except OSError:
            end(popen)
            return None
        return popen

    def close(self) -> None:
        """End it where there is one; nothing of it is worth keeping."""
        if self._popen is not None:
            end(self._popen)
        self._popen, self._who = None, ""

    def _begin(self) -> None:
        if free_memory() < ROOM:
            return
        self._wanted, self._code = False, code()
        arguments = ["promptrec.worker.child", str(self._home), "--job", self._job]
        try:
            popen = processes.start(arguments, self._home / "worker.log", listens=True)
            self._popen, self._who = popen, processes.identity(popen.pid)
            log.info("process %d waits for the next run", popen.pid)
        except (OSError, psutil.Error) as error:
            log.warning("no process waits for the next run: %s", error)


def end(popen: "subprocess.Popen[bytes]") -> None:
    """Kill a process that has no run."""
    if popen.stdin is not None:
        with suppress(OSError):
            popen.stdin.close()
    popen.kill()
    with suppress(subprocess.TimeoutExpired):
        popen.wait(END_S)


def code(package: Path = processes.ROOT / "promptrec") -> Code:
    """What a new process would import now: every file of the package, and what is installed."""
    files = (*package.rglob("*.py"), *package.rglob("*.toml"))
    libraries = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    stamps = set()
    for each in (*files, *libraries):
        with suppress(OSError):
            status = each.stat()
            stamps.add((str(each), status.st_mtime_ns, status.st_size))
    return frozenset(stamps)


def keep_limit() -> float:
    """Seconds that one waits, as the environment says, else ten minutes; 0: there is none."""
    with suppress(ValueError):
        given = float(os.environ.get(KEEP_VARIABLE, KEEP_S))
        if given >= 0:
            return given
    return KEEP_S
