"""Processes: start one that outlives us, tell which one it is, end it with all it started."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from promptrec.files import make_folder, private_opener
from promptrec.words.table import Sentence, sentence

ROOT = Path(__file__).parents[2]  # the folder that holds the package


def start(arguments: Sequence[str], log: Path) -> "subprocess.Popen[bytes]":
    """Start `python -m ARGUMENTS` in a session of its own, output to the end of `log`.

    Its input is closed to it and it holds none of our pipes, so nobody waits for it by accident.
    """
    make_folder(log.parent)
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
    with open(log, "ab", opener=private_opener) as output:
        return subprocess.Popen(  # noqa: S603 - a module of ours, no shell
            [sys.executable, "-m", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            umask=0o077,  # all that it writes is its owner's alone
            creationflags=_apart(),
        )


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
    """host:pid:start of a living process (None: this one): no later process has the same."""
    process = psutil.Process(pid)
    return f"{socket.gethostname()}:{process.pid}:{process.create_time():.0f}"


def is_local(who: str) -> bool:
    """True for an identity of this machine."""
    return who.rsplit(":", 2)[0] == socket.gethostname()


def find(who: str) -> psutil.Process | None:
    """The living process of an identity, None when it is gone or on another machine."""
    try:
        _host, pid, started = who.rsplit(":", 2)
        process = psutil.Process(int(pid))
        same = abs(process.create_time() - float(started)) < 3  # seconds; clocks are adjusted
    except (ValueError, psutil.Error):
        return None
    return process if is_local(who) and same and lives(process) else None


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


def end(process: psutil.Process, *, force: bool) -> None:
    """Ask a process and all that it started to end, or with `force` end them."""
    family: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        family = process.children(recursive=True)
    for each in [process, *family]:
        with contextlib.suppress(psutil.Error):
            each.kill() if force else each.terminate()
    end_group(process.pid, force=force)


def end_group(leader: int, *, force: bool) -> None:
    """Signal the group of a process that led its own session, even when it is gone itself."""
    if sys.platform == "win32" or leader == os.getpgrp():
        return
    with contextlib.suppress(OSError):
        os.killpg(leader, signal.SIGKILL if force else signal.SIGTERM)


def how_it_ended(code: int | None) -> Sentence:
    """An exit code in words.

    >>> how_it_ended(1), how_it_ended(None)
    ('exit code 1', 'unknown exit code')
    """
    if code is None:
        return sentence("sentence.ended_unknown")
    if code >= 0:
        return sentence("sentence.ended_code", code=code)
    with contextlib.suppress(ValueError):
        return sentence("sentence.ended_by", signal=signal.Signals(-code).name)
    return sentence("sentence.ended_signal", number=-code)
