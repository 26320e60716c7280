"""The app as it is started by a person, and a real Chromium that talks to it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
START_S = 60


@pytest.fixture
def app(tmp_path: Path, tiny_folder: Path) -> Iterator[str]:
    """Address of a running app with a home of its own and the small data set in it."""
    home = tmp_path / "home"
    shutil.copytree(tiny_folder, home / "datasets" / "tiny")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "promptrec.ui.launch"]
    options = ["--server.headless", "true", "--server.port", str(port)]
    environment = {**os.environ, "PROMPTREC_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    with (tmp_path / "app.log").open("w") as log:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_up(f"{address}/_stcore/health")
            yield address
        finally:
            end(process.pid, home)
            process.wait(20)


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


@pytest.fixture
def page(browser: Browser, app: str) -> Iterator[Page]:
    """A fresh visitor; a request that leaves this machine fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    left: list[str] = []

    def note(request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith((app, app.replace("http", "ws"), "data:", "blob:")):
            left.append(url)

    opened.on("request", note)
    opened.goto(app)
    yield opened
    context.close()
    assert not left, f"requests left the machine: {left}"
