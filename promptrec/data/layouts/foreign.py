"""Public files that are no layout of ours: what they are, and which columns to map by hand.

The signatures are data, in foreign.toml.
"""

import functools
import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from promptrec.data.layouts.heads import first_line, header_of
from promptrec.data.layouts.jsonlines import SUFFIXES, objects
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

TABLE = Path(__file__).with_name("foreign.toml")
LOOKED_AT = 50  # files of a folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One kind of public file; what the fields mean stands in foreign.toml."""

    name: str
    form: str
    columns: tuple[str, ...] = ()
    first: str = ""
    files: tuple[str, ...] = ()
    header: str = ""
    lacks: str = ""
    user: str = ""
    item: str = ""
    rating: str = ""
    time: str = ""
    clock: str = ""

    def fits(self, file: Path) -> bool:
        """True when a file is of this kind."""
        if self.form == "half":
            named = any(fnmatch(file.name.lower(), name) for name in self.files)
            return named and not any(
                fnmatch(one.name.lower(), f"{self.lacks.lower()}*") for one in file.parent.iterdir()
            )
        if self.columns:
            names = keys_of(file) if self.form == "json" else header_of(file)
            return set(self.columns) <= set(names)
        return bool(re.fullmatch(self.first, first_line(file)))


@functools.cache
def table() -> tuple[Known, ...]:
    """All signatures, in the order of the file."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["known"]
    return tuple(Known(**{key: frozen(value) for key, value in row.items()}) for row in rows)


def frozen(value: Any) -> Any:
    """A value of the table; lists as tuples."""
    return tuple(value) if isinstance(value, list) else value


def keys_of(file: Path) -> list[str]:
    """The keys of the first JSON object of a file; empty for any other file."""
    if not file.name.lower().endswith(SUFFIXES):
        return []
    try:
        _, first = next(objects(file), (0, {}))
    except DataError:
        return []
    return list(first)


def foreign_said(path: Path) -> Sentence | None:
    """What a public file is and what to do with it; None when no file is known.

    path: the file, or a folder whose files are looked at.
    """
    for file in files_of(path):
        known = next((one for one in table() if one.fits(file)), None)
        if known is not None:
            return said(file.name, known)
    return None


def said(file: str, known: Known) -> Sentence:
    """The sentence about one file."""
    values = {"file": file, "name": known.name}
    if known.form == "half":
        return sentence("sentence.foreign_half", **values, lacks=known.lacks)
    key = f"sentence.clock_{known.clock}"
    return sentence(
        f"sentence.foreign_{known.form}",
        **values,
        names=known.header.replace(",", ", "),
        columns=columns_said(known),
        clock=sentence(key, time=known.time) if known.clock else "",
    )


def columns_said(known: Known) -> Sentence:
    """Which column is what."""
    values = {"user": known.user, "item": known.item}
    values |= {"rating": known.rating} if known.rating else {}
    values |= {"time": known.time} if known.time else {}
    return sentence(f"sentence.columns_{'_'.join(values)}", **values)


def refusal(path: Path) -> DataError | None:
    """Why a file, or a folder, is no data set, where more is known than that it is none.

    It is a public file that is not read, or a JSON file that cannot be read at all.
    """
    said = foreign_said(path)
    if said is not None:
        return DataError(said)
    for file in files_of(path):
        if file.name.lower().endswith(SUFFIXES):
            try:
                if next(objects(file), None) is None:
                    return DataError("sentence.file_no_line", file=file.name)
            except DataError as error:
                return error
    return None


def files_of(path: Path) -> list[Path]:
    """The file itself, or files of a folder by name, hidden ones left out."""
    if path.is_file():
        return [path]
    files = (file for file in path.iterdir() if file.name[0] != "." and file.is_file())
    return sorted(files)[:LOOKED_AT]
