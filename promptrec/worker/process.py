"""Processes: start one that outlives us, tell which one it is, end it with all it started."""

import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import psutil

from promptrec.files import make_folder, private_opener
from promptrec.worker.life.family import MARK, family_of, marked, signal_all

ROOT = Path(__file__).parents[2]  # the folder that holds the package
BOOT = Path("/proc/sys/kernel/random/boot_id")
NUMBERS = Path("/proc/self/ns/pid")


def start(
    arguments: Sequence[str], log: Path, mark: str = "", *, listens: bool = False
) -> "subprocess.Popen[bytes]":
    """Start `python -m ARGUMENTS` in a session of its own, output to the end of `log`.

    Its input is closed to it and it holds none of our pipes, so nobody waits for it by accident.
    mark: by which it and all that it starts are found (`family`); none of ours is handed on.
    listens: its input is a pipe of ours, whose end it sees when we are gone.
    """
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
    environment = {name: one for name, one in environment.items() if name != MARK}
    if mark:
        environment[MARK] = mark
    with open_log(log) as output:
        return subprocess.Popen(  # noqa: S603 - a module of ours, no shell
            [sys.executable, "-m", *arguments],
            bufsize=0,
            stdin=subprocess.PIPE if listens else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            umask=0o077,  # all that it writes is its owner's alone
            creationflags=_apart(),
        )


def open_log(log: Path) -> IO[bytes]:
    """A log to whose end is written; one that is made is its owner's alone."""
    make_folder(log.parent)
    return open(log, "ab", opener=private_opener)


def wait_passively() -> None:
    """Let threads of matrix products sleep while they wait, unless the environment says otherwise.

    They spin by default; then a run and the app on few cores hold each other up. It counts only
    before torch is loaded.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _apart() -> int:
    """What start_new_session is on Windows: no console, no Ctrl+C of ours."""
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def identity(pid: int | None = None) -> str:
    """machine:pid:start of a living process (None: this one): no later process has the same."""
    process = psutil.Process(pid)
    return f"{machine()}:{process.pid}:{began(process)}"


@functools.cache
def machine() -> str:
    """This machine since it was started, and on Linux the space in which it numbers processes."""
    parts = [socket.gethostname()]
    with contextlib.suppress(OSError):
        parts.append(BOOT.read_text().strip()[:8])
        parts.append(str(NUMBERS.stat().st_ino))
    return "/".join(parts)


def began(process: psutil.Process) -> str:
    """When a process began: on Linux by a clock that nobody sets, else in seconds."""
    with contextlib.suppress(OSError, IndexError):
        told = Path(f"/proc/{process.pid}/stat").read_bytes()
        return f"t{int(told.rpartition(b')')[2].split()[19])}"  # proc(5): starttime, field 22
    return f"{process.create_time():.0f}"


def is_local(who: str) -> bool:
    """True for an identity whose process, if it lives, can be seen from here."""
    return who.rsplit(":", 2)[0] == machine()


def is_same_host(who: str) -> bool:
    """True for an identity of a machine of this name, perhaps before it was started anew."""
    return who.rsplit(":", 2)[0].split("/")[0] == socket.gethostname()


def find(who: str) -> psutil.Process | None:
    """The living process of an identity, None when it is gone or cannot be seen from here."""
    if not is_local(who):
        return None
    try:
        _machine, pid, start = who.rsplit(":", 2)
        process = psutil.Process(int(pid))
        same = is_same_start(began(process), start)
    except (ValueError, psutil.Error):
        return None
    return process if same and lives(process) else None


def is_same_start(one: str, other: str) -> bool:
    """Ticks are exact; seconds follow a clock that is adjusted.

    >>> is_same_start("t17", "t17"), is_same_start("t17", "t18"), is_same_start("170", "172")
    (True, False, True)
    """
    if one.startswith("t") or other.startswith("t"):
        return one == other
    return abs(float(one) - float(other)) < 3


def works_for(process: psutil.Process, home: Path) -> bool:
    """True when a process was started for this home; also when that cannot be told."""
    try:
        return str(home) in process.cmdline()
    except psutil.Error:
        return True


def lives(process: psutil.Process) -> bool:
    """True while it runs; a process that has ended and was not waited for does not live."""
    try:
        running: bool = process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
    return running


def end(process: psutil.Process, *, force: bool, mark: str = "") -> None:
    """Ask a process and all that it started to end, or with `force` end them.

    mark: what it was started with; whatever carries it is meant, wherever it has gone.
    """
    family = family_of(process)
    signal_all([process, *family], force=force)
    end_group(process.pid, force=force)
    if mark:
        signal_all(marked(mark), force=force)


def end_group(leader: int, *, force: bool) -> None:
    """Signal the group of a process that led its own session, even when it is gone itself."""
    if sys.platform == "win32" or leader == os.getpgrp():
        return
    with contextlib.suppress(OSError):
        os.killpg(leader, signal.SIGKILL if force else signal.SIGTERM)
