"""The app as a person starts it, for a home that a test has filled."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
START_S = 60
LAUNCH = (sys.executable, "-m", "promptrec.ui.launch")


@contextmanager
def started(home: Path, log: Path, command: tuple[str, ...] = LAUNCH, **more: str) -> Iterator[str]:
    """The address of the app; what it started in this home is ended with it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    options = ["--server.headless", "true", "--server.port", str(port)]
    environment = {**os.environ, "PROMPTREC_HOME": str(home), "HF_HUB_OFFLINE": "1", **more}
    with log.open("w") as told:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
        )
        try:
            wait_until_up(f"{address}/_stcore/health")
            yield address
        finally:
            end(process.pid, home)
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until_up(address: str) -> None:
    """Return when the app answers."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{address} did not answer within {START_S} s.")


def end(pid: int, home: Path) -> None:
    """End the app and the supervisor that it started for this home, and nobody else."""
    own = psutil.Process(pid).children(recursive=True)
    for process in psutil.process_iter(["cmdline"]):
        if str(home) in (process.info["cmdline"] or []):
            own += [process, *process.children(recursive=True)]
    for process in [*own, psutil.Process(pid)]:
        if process.is_running():
            process.terminate()
    psutil.wait_procs(own, timeout=10)
