"""Fixtures that more than one part's tests need."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load

settings.register_profile("steady", deadline=None, max_examples=60)  # a busy machine is no bug
settings.load_profile("steady")
os.environ["PROMPTREC_SPARE_S"] = "0"  # no process imports torch for a run that no test starts

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_FLAGS = (  # nothing that calls home, no sandbox for root in a container
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TINY_ITEMS = """item_id,title,year,genres
i0,The Matrix,1999,Action|Sci-Fi
i1,Alien,1979,Horror|Sci-Fi
i2,Laura,1944,Film-Noir
i3,Babe,1995,Children|Drama
i4,Heat,1995,Action|Crime
i5,Clue,1985,Comedy
i6,Fargo,1996,Crime
i7,Big,1988,Comedy|Drama
i8,Jaws,1975,Horror
i9,Up,2009,
"""
TINY_ABOUT = """name = "tiny"
language = "en"
like_at = 4
rating_scale = [1, 5]

[fields."user.age"]
bins = [20, 60]
words = ["young", "grown-up", "old"]
[fields."user.gender"]
words = { F = "woman", M = "man" }
[fields."item.genres"]
separator = "|"
"""


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in the documented format: 12 users, 10 items, 144 ratings in time order."""
    folder = tmp_path_factory.mktemp("data") / "tiny"
    folder.mkdir()
    users = [f"u{at},{10 + 6 * at},{'FM'[at % 2]}" for at in range(11)]  # u11 has no profile
    rows = [
        f"u{user},i{(user * 3 + step * 7) % 10},{(user + 2 * step + step * step) % 5 + 1},"
        f"{1_000_000 + step * 86_400 + user * 60},{('sunny', 'rainy', '')[step % 3]}"
        for step in range(12)
        for user in range(12)
    ]
    write = {
        "items.csv": TINY_ITEMS,
        "users.csv": "\n".join(["user_id,age,gender", *users, ""]),
        "interactions.csv": "\n".join(["user_id,item_id,rating,timestamp,weather", *rows, ""]),
        "dataset.toml": TINY_ABOUT,
    }
    for name, text in write.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def tiny_dataset(tiny_folder: Path) -> Dataset:
    """The data set of `tiny_folder`: ratings, timestamps, a list field, a context column."""
    return load(tiny_folder)


@pytest.fixture(scope="session")
def sequels_folder(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`tiny` with films of two families in place of its own, so that each has similar ones."""
    folder = tmp_path_factory.mktemp("data") / "tiny"
    shutil.copytree(tiny_folder, folder)
    families = (("Rocky", "Drama|Sport"), ("Alien", "Horror|Sci-Fi"))
    rows = [
        f"i{at},{families[at % 2][0]} {at // 2 + 1},19{80 + at},{families[at % 2][1]}"
        for at in range(10)
    ]
    text = "\n".join(["item_id,title,year,genres", *rows, ""])
    (folder / "items.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home but for the uploaded data set `tiny`."""
    monkeypatch.setenv("PROMPTREC_HOME", str(tmp_path))
    shutil.copytree(tiny_folder, tmp_path / "datasets" / "tiny")
    return tmp_path


@pytest.fixture(scope="session")
def many_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """160 users who rate 10 items at random, 12 items that nobody has met; a third is locked."""
    folder = tmp_path_factory.mktemp("data") / "many"
    folder.mkdir()
    rng = np.random.default_rng(0)
    rows = [
        f"u{user},i{item},{rng.integers(1, 6)},{1000 + 10 * at}"
        for user in range(160)
        for at, item in enumerate(rng.permutation(10))
    ]
    header = "user_id,item_id,rating,timestamp"
    (folder / "interactions.csv").write_text("\n".join([header, *rows, ""]))
    unseen = [f"n{at},Never Seen {at},2001,Drama" for at in range(12)]
    (folder / "items.csv").write_text(TINY_ITEMS + "\n".join([*unseen, ""]))
    (folder / "dataset.toml").write_text('name = "many"\nlike_at = 4\n')
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium of the system for all tests; a test is skipped where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    path = path or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium: apt-get install -y --no-install-recommends chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def hub_requests(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the hub would have been asked for; only the network is replaced."""
    from promptrec.model.backbones import hub

    asked: list[str] = []

    def snapshot(base: str, revision: str, *, local: bool) -> Path | None:
        if not local:
            asked.append(base)
        return None

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(hub, "_snapshot", snapshot)
    yield asked
    hub.ask(hub.nobody)
