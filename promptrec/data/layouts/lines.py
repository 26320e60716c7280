"""Read separated lines without a CSV dialect: tab, "::" or "|" between cells, nothing quoted."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from promptrec.data.reading.csvfile import read_bytes
from promptrec.data.reading.huge import refuse_huge
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

COUNT = re.compile(r"[%#\s]*[0-9][0-9\s]*")  # a line that only says how many lines there are


def numbered(
    path: Path,
    separator: str,
    names: Sequence[str],
    *,
    encoding: str = "utf-8",
    counts: bool = False,
) -> Iterator[tuple[int, list[str]]]:
    """Line number and first len(names) cells of every line that is not empty.

    Further cells are dropped; `counts`: so are lines of counts above the first row. Raises
    DataError with file, line and column when a cell is missing.
    """
    wanted, head = len(names), counts
    for at, line in enumerate(decode(path, encoding).split("\n"), 1):
        cells = line.rstrip("\r").split(separator)
        if cells == [""] or (head and len(cells) == 1 and COUNT.fullmatch(cells[0])):
            continue
        head = False
        if len(cells) < wanted:
            what = sentence(
                "sentence.line_short", found=len(cells), wanted=wanted, names=", ".join(names)
            )
            raise cell_error(path, at, names[len(cells)], what)
        yield at, cells[:wanted]


def cell_error(path: Path, line: int, column: str, what: Sentence) -> DataError:
    """An error at a cell of a line."""
    return DataError("sentence.at_file_cell", file=path.name, line=line, column=column, what=what)


def columns_of(
    path: Path,
    separator: str,
    names: Sequence[str],
    *,
    encoding: str = "utf-8",
    counts: bool = False,
) -> dict[str, list[str]]:
    """The same by column; DataError when there is no line."""
    rows = [
        cells for _, cells in numbered(path, separator, names, encoding=encoding, counts=counts)
    ]
    if not rows:
        raise DataError("sentence.file_no_line", file=path.name)
    return {name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)}


def decode(path: Path, encoding: str) -> str:
    """UTF-8 where the file is that, else the encoding that older releases have."""
    refuse_huge(path.name, content := read_bytes(path))
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            return content.decode(encoding)  # latin-1 reads any byte
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError("sentence.line_utf8", file=path.name, line=line) from error
