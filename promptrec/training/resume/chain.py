"""Snapshots of one training on disk: a folder each; the newest that is whole counts.

A folder is there whole or not at all, and a file of digests says what its content was: one that was
cut or altered later is passed over for the one before. No torch.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from promptrec.folders import clear_drafts, whole_folder

SNAPSHOTS = "snapshots"  # folder inside a run's own
DIGESTS = "SHA256SUMS"  # as `sha256sum --check` reads it
KEPT = 2  # snapshots of a training; the older ones are removed


def snapshots_in(folder: Path) -> list[Path]:
    """Snapshots of a training, newest first, whole or not."""
    if not folder.is_dir():
        return []
    found = (one for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
    return sorted(found, key=lambda one: one.name, reverse=True)


def write_snapshot(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Add a snapshot, then remove all but the newest. Names sort as snapshots were made."""
    clear_drafts(folder)
    with whole_folder(folder / name, replaces=True) as draft:
        for file, content in files.items():
            (draft / file).write_bytes(content)
        (draft / DIGESTS).write_bytes(digests(files))
    for old in snapshots_in(folder)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def whole_snapshots(folder: Path) -> Iterator[tuple[str, dict[str, bytes] | None]]:
    """Name and files of each snapshot, newest first; None for files that are not what they were."""
    for one in snapshots_in(folder):
        yield one.name, read_snapshot(one)


def read_snapshot(folder: Path) -> dict[str, bytes] | None:
    """The files of a snapshot; None when one is missing, cut or altered."""
    try:
        told = (folder / DIGESTS).read_bytes()
        names = [line.split("  ", 1)[1] for line in told.decode("ascii").splitlines()]
        files = {name: (folder / name).read_bytes() for name in names}
        there = {one.name for one in folder.iterdir()} - {DIGESTS}  # a line of sums may be cut off
    except (OSError, ValueError, IndexError):
        return None
    return files if files and set(files) == there and digests(files) == told else None


def digests(files: Mapping[str, bytes]) -> bytes:
    """One line a file: SHA-256 and name."""
    lines = (f"{hashlib.sha256(one).hexdigest()}  {name}\n" for name, one in sorted(files.items()))
    return "".join(lines).encode()


def forget(folder: Path) -> None:
    """Remove all snapshots of a run: it has ended."""
    shutil.rmtree(folder, ignore_errors=True)
