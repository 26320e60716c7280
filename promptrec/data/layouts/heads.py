"""A first look at the files of a folder: names without case, the cells of the first line."""

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from promptrec.data.reading.names import actual

LOOKED_AT = 65_536  # bytes of the first line
SEPARATORS = ",;\t"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def folded(name: str) -> str:
    """A name without case and without anything but letters and digits.

    >>> folded("Book-Rating"), folded("BX_Books.csv")
    ('bookrating', 'bxbookscsv')
    """
    return re.sub(r"[\W_]", "", name.lower())


def find(folder: Path, names: Iterable[str]) -> Path | None:
    """The first file of a folder, by name, that is called so, whatever the case and the dashes."""
    if not folder.is_dir():
        return None
    wanted = set(names)
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name[0] != ".")
    return next((file for file in files if folded(file.name) in wanted), None)


def first_line(file: Path) -> str:
    """The first line as text, "" where it cannot be read; any byte is a character."""
    try:
        with actual(file).open("rb") as lines:
            line = lines.readline(LOOKED_AT)
    except OSError:
        return ""
    if line.startswith(UTF16):
        return line.decode("utf-16", "ignore").strip("\r\n")
    try:
        return line.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError:
        return line.decode("latin-1").strip("\r\n")


def separator_of(line: str) -> str:
    """What stands between the cells of a line: the sign that occurs most."""
    return max(SEPARATORS, key=line.count)


def header_of(file: Path) -> list[str]:
    """The cells of the first line."""
    line = first_line(file)
    try:
        return next(csv.reader([line], delimiter=separator_of(line)), [])
    except csv.Error:
        return []


def columns_named(header: Iterable[str], spellings: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Our name -> place of the column that is called so; those without one are left out."""
    places = {folded(name): at for at, name in reversed(list(enumerate(header)))}
    found = {
        ours: next((places[name] for name in names if name in places), None)
        for ours, names in spellings.items()
    }
    return {ours: at for ours, at in found.items() if at is not None}
