"""Folders that are there whole or not at all, and what killed writers leave beside them.

A folder is written under a hidden name, its draft, which a living writer holds locked (flock: a
killed one holds nothing any more). So whoever writes there next knows whose draft is nobody's.
"""

import contextlib
import ctypes
import os
import re
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

from promptrec.files import is_private, make_folder, sync

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

DRAFT = re.compile(r"\.(.+)\.[0-9a-z_]{8}(\.old|\.new)?")  # names of what is not whole yet
OURS = re.compile(r"\.(.+)\.d_[0-9a-f]{6}(\.old|\.new)?")  # that nobody else would give
EXCHANGE = 2  # of linux/fs.h
HERE = -100  # AT_FDCWD of linux/fcntl.h


@contextlib.contextmanager
def whole_folder(folder: Path, *, replaces: bool = False) -> Iterator[Path]:
    """An empty folder that becomes `folder` when the block ends; after an error it is removed.

    OSError when there is such a folder by then, unless it is to be replaced.
    """
    make_folder(folder.parent)
    sweep_drafts(folder.parent, folder.name)
    draft, handle = begin_draft(folder)
    try:
        yield draft
        for each in (*draft.rglob("*"), draft):
            sync(each)
            if is_private(folder):
                each.chmod(each.stat().st_mode & 0o700)
        if replaces and folder.exists():
            put_in_place(draft, folder)
        else:
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        let_go(handle)
    sync(folder.parent)


def begin_draft(folder: Path) -> tuple[Path, int | None]:
    """An empty draft of a folder, held by this process before it has the name of a draft."""
    made = folder.with_name(f".{folder.name[:80]}.d_{uuid.uuid4().hex[:6]}.new")
    made.mkdir(mode=0o700)
    handle = hold(made)
    return made.rename(made.with_suffix("")), handle


def put_in_place(draft: Path, folder: Path) -> None:
    """Let a draft take the place of a folder, in one step where the system has one (Linux)."""
    if exchanged(draft, folder):
        return
    handle = hold(folder)  # nobody takes the old one for what a killed writer left
    try:
        folder.rename(old := draft.with_name(f"{draft.name}.old"))
        draft.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        let_go(handle)


def exchanged(one: Path, other: Path) -> bool:
    """Swap two names at once; False where this system or this disk cannot (renameat2)."""
    if sys.platform != "linux":
        return False
    try:
        swap = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(swap(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0)


def hold(folder: Path) -> int | None:
    """Mark what is there as a living process's own; None where another's, or nobody can tell."""
    if fcntl is None:
        return None
    handle = None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another's; or a disk without locks
        let_go(handle)
        return None
    return handle


def let_go(handle: int | None) -> None:
    """Hold it no longer."""
    if handle is not None:
        os.close(handle)


def sweep_drafts(place: Path, name: str = "") -> None:
    """Remove the drafts of a folder in `place` whose writers are gone; name "": of any folder,
    in a place where nobody but us writes.

    A folder that was on its way out when its writer was killed, and has no successor, comes back.
    """
    with contextlib.suppress(OSError):
        for each in [one for one in place.glob(".*") if is_draft(one, name)]:
            handle = hold(each)
            if handle is None:
                continue
            target = place / str(DRAFT.fullmatch(each.name)[1])  # type: ignore[index]
            if each.suffix == ".old" and not target.exists():
                each.rename(target)
            else:
                shutil.rmtree(each, ignore_errors=True)
            let_go(handle)


def is_draft(path: Path, name: str) -> bool:
    """Whether a path is the draft of a folder of this name, or, in a place of ours, of any."""
    found = (OURS if name else DRAFT).fullmatch(path.name)
    if found is None or path.is_symlink() or not path.is_dir():
        return False
    return not name or found[1] == name[:80]


def clear_drafts(folder: Path) -> None:
    """Remove what killed writers left half written in a folder that nobody writes to now."""
    for place, folders, files in os.walk(folder):
        for name in filter(DRAFT.fullmatch, files):
            Path(place, name).unlink(missing_ok=True)
        for name in list(filter(DRAFT.fullmatch, folders)):
            shutil.rmtree(Path(place, name), ignore_errors=True)
            folders.remove(name)
