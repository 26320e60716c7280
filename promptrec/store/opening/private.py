"""A home is its owner's alone: folders 0700, files 0600, also those of a home made before.

Only what promptrec makes is touched: a home inside somebody's folder of other things leaves that
folder as it is. On Windows nothing is done: a person's folders are closed to others there anyway.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from promptrec.files import keep_private
from promptrec.folders import DRAFT

OTHERS = 0o077  # what anybody but the owner may do
LOCK = "worker.lock"  # whoever takes it makes a new one where others could open it
MADE = (  # beginnings of the names that promptrec gives
    "artifacts",
    "backups",
    "bundles",
    "classes",
    "datasets",
    "library",
    "logs",
    "measured",
    "models",
    "runs",
    "scores",
    "store.db",
    "supervisor",
    "templates",
    "worker",
)


def make_private(home: Path) -> None:
    """Make a home, or close one that others can read; OSError when it cannot be made."""
    made = not home.exists()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_private(home)
    if os.name != "posix":
        return
    if made:
        home.chmod(0o700)
        return
    if not open_to_others(home):
        return
    parts = list(home.iterdir())
    ours = [each for each in parts if each.name.startswith(MADE) or DRAFT.fullmatch(each.name)]
    if len(ours) == len(parts) and not home.stat().st_mode & stat.S_ISVTX:
        close(home)
    for each in ours:
        if each.name != LOCK:
            close_all(each)


def make_private_file(path: Path) -> None:
    """An empty file that only its owner can read, where there is none; OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def open_to_others(path: Path) -> bool:
    """True when anybody but its owner may do anything with it."""
    return bool(path.stat().st_mode & OTHERS)


def close_all(path: Path) -> None:
    """Take a file, or a folder and all in it, away from others; links are not followed."""
    close(path)
    for each in below(path):
        close(each)


def below(folder: Path) -> Iterator[Path]:
    """Everything in a folder, at any depth."""
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in (*folders, *files))


def close(path: Path) -> None:
    """Take one file or folder away from others; one that is not ours stays as it is."""
    with contextlib.suppress(OSError):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
