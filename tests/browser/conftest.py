"""The app as it is started by a person, and a real Chromium that talks to it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from started_app import started


@pytest.fixture
def app(tmp_path: Path, tiny_folder: Path) -> Iterator[str]:
    """Address of a running app with a home of its own and the small data set in it."""
    home = tmp_path / "home"
    shutil.copytree(tiny_folder, home / "datasets" / "tiny")
    with started(home, tmp_path / "app.log") as address:
        yield address


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
