"""Processes beside us: started for a block, waited for, and ended behind it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

PATIENCE_S = 120.0
ROOT = Path(__file__).parents[2]


def wait_for(address: str) -> None:
    """Until it answers; TimeoutError when it does not."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - this machine
            return
        time.sleep(0.02)
    raise TimeoutError(address)


def free_port() -> int:
    """One that nobody listens at just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def module(name: str) -> list[str]:
    """The command that runs a module of ours."""
    return [sys.executable, "-m", f"promptrec.{name}"]


@contextlib.contextmanager
def process(command: Sequence[str], **more: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A process beside us, ended behind the block."""
    beside = subprocess.Popen(  # noqa: S603 - modules of ours and streamlit, no shell
        command,
        env=environment() | more,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield beside
    finally:
        beside.terminate()
        try:
            beside.wait(20)
        except subprocess.TimeoutExpired:
            beside.kill()
            beside.wait()


def environment() -> dict[str, str]:
    """Ours, with nothing asked of a hub."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "HF_HUB_OFFLINE": "1"}
