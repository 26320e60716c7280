"""Export, serve, ask for somebody new, give feedback, update, roll back: with a real model."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from test_story import go, settle

LONG = "PROMPTREC_LONG_STORIES"  # set it to run this: a real model is tuned, two bundles are made
pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not os.environ.get(LONG), reason=f"takes minutes; set {LONG}=1"),
]
LONG_MS = 240_000
PEOPLE = ("383", "409", "224", "511", "536", "389", "464", "437")  # users of it
RUN = "e0001"  # films, MiniLM with LoRA


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of the app, with the runs that came with the install."""
    found = tmp_path / "home"
    command = [sys.executable, "-m", "promptrec", "examples", "--add", "--home", str(found)]
    subprocess.run(command, check=True, capture_output=True)
    return found


@contextmanager
def service(file: Path, home: Path) -> Iterator[str]:
    """Its address, as soon as it answers."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "promptrec", "serve", str(file), "--port", str(port)]
    process = subprocess.Popen([*command, "--home", str(home)], env={**os.environ})
    try:
        for _ in range(480):
            try:
                urllib.request.urlopen(f"{url}/health", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.25)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def post(url: str, path: str, body: object) -> Any:
    content = json.dumps(body).encode()
    request = urllib.request.Request(url + path, content, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def make_bundle(page: Page) -> None:
    press(page, "Make the bundle")
    expect(page.get_by_text("verified:").first).to_be_visible(timeout=LONG_MS)


def test_a_winner_is_served_learns_and_goes_back(home: Path, page: Page) -> None:
    page.set_default_timeout(LONG_MS)  # a click waits as long as a look: half a minute is too short
    go(page, "Deploy")
    page.goto(f"{page.url.split('?')[0]}?run={RUN}")
    settle(page)
    make_bundle(page)
    with service(home / "bundles" / f"{RUN}.zip", home) as url:
        page.get_by_label("Address").fill(url)
        page.get_by_label("Address").press("Enter")
        expect(page.get_by_text(re.compile(rf"\({RUN}, .*answers"))).to_be_visible(timeout=LONG_MS)
        told = answers_of_copied(page)
        items = [one["item_id"] for one in told]
        give_feedback(url, items)
        press(page, "Look again")
        liked = page.get_by_test_id("stMetric").filter(has_text="Disliked")
        expect(liked).to_contain_text(str(2 * len(PEOPLE)), timeout=LONG_MS)
        press(page, f"Update {RUN}")
        judge = page.get_by_role("button", name=re.compile("Judge old and new"))
        expect(judge).to_be_visible(timeout=LONG_MS)
        judge.click()
        take = page.get_by_role("button", name=re.compile(r"Go on with r\d+"))
        expect(take).to_be_visible(timeout=LONG_MS)
        new = re.findall(r"r\d+", take.inner_text())[0]
        take.click()
        settle(page)
        make_bundle(page)
        press(page, f"Let {new} answer")
        expect(page.get_by_text(re.compile(rf"\({new}, .*answers"))).to_be_visible(timeout=LONG_MS)
        assert post(url, "/recommend", {"k": 1})["model"]["run"] == new
        press(page, f"Back to {RUN}")
        expect(page.get_by_text(re.compile(rf"\({RUN}, .*answers"))).to_be_visible(timeout=LONG_MS)
        assert post(url, "/recommend", {"k": 1})["model"]["run"] == RUN
        assert went_live(home) == [RUN, new, RUN]
        live = page.get_by_text(re.compile(rf"template .*, run {RUN}, since"))
        expect(live.first).to_be_visible(timeout=LONG_MS)
        expect(page.get_by_test_id("stException")).to_have_count(0)


def answers_of_copied(page: Page) -> list[dict[str, Any]]:
    """What the commands of the page give that somebody copies: both work as they stand."""
    page.get_by_role("tab", name="curl").click()
    curl = page.locator("code", has_text="curl -s").inner_text()
    known = json.loads(subprocess.run(curl, shell=True, check=True, capture_output=True).stdout)
    page.get_by_role("tab", name="Python").click()
    code = page.locator("code", has_text="import json, urllib.request").inner_text()
    new = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    assert len(known["items"]) == 5 and all(one["reason"] for one in known["items"])
    by_value = ast.literal_eval(new.decode())  # somebody new
    assert len(by_value) == 5 and all(one["reason"] for one in by_value)
    found: list[dict[str, Any]] = known["items"]
    return found


def went_live(home: Path) -> list[str]:
    """The runs that were live, one after the other, as the command says."""
    command = [sys.executable, "-m", "promptrec", "stage", "--json", "--home", str(home)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["states"]
    return [one["run"] for one in reversed(told) if one["state"] == "live"]


def give_feedback(url: str, items: list[str]) -> None:
    """Some people say what they think of the items of a list."""
    for user in PEOPLE:
        events = [
            {"user_id": user, "item_id": item, "event": what, "position": at}
            for at, (item, what) in enumerate(
                zip(items, ("liked", "disliked") * 2, strict=False), 1
            )
        ]
        assert post(url, "/feedback", {"events": events})["kept"] == 4
