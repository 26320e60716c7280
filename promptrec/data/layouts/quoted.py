"""Read CSV as old database dumps write it: semicolons, quotes behind a backslash, Windows letters.

Copies in commas, tabs and UTF-8 are read as well; a cell of these may end in a backslash.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from promptrec.data.layouts.heads import UTF16, columns_named, separator_of
from promptrec.data.layouts.lines import cell_error
from promptrec.data.reading.csvfile import read_bytes
from promptrec.data.reading.dialect import lines_of
from promptrec.data.reading.huge import refuse_huge
from promptrec.errors import DataError
from promptrec.words.table import sentence

MOST_LINES = 20  # of one row: a cell that runs on so far has a quote that is not closed


def decode(path: Path) -> str:
    """UTF-8 where the file is that, else Windows-1252; latin-1 for bytes that this lacks."""
    content = read_bytes(path)
    refuse_huge(path.name, content)
    if content.startswith(UTF16):
        raise DataError("sentence.file_utf16", file=path.name)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def rows_of(
    path: Path,
    spellings: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    broken: list[int] | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """First the names of the columns that are there, then line number and these cells of each row.

    spellings: our name -> what a header may call it. A row of another width goes to `broken` by its
    line; without such a list it is a DataError, which names file, line and column.
    """
    text = decode(path)
    separator = separator_of(text[: text.find("\n")] if "\n" in text else text)
    escape = "\\" if separator == ";" else None
    reader = csv.reader(lines_of(text), delimiter=separator, escapechar=escape)
    rows = numbered(path, reader)
    line, header = next(rows, (1, []))
    places = columns_named(header, spellings)
    missing = [spellings[name][0] for name in needed if name not in places]
    if missing:
        found = ", ".join(header)[:300]
        what = sentence("sentence.no_column", names=", ".join(missing), found=found, near="")
        raise DataError("sentence.at_header", file=path.name, what=what)
    yield line, list(places)
    chosen, wanted = list(places.values()), len(header)
    for line, cells in rows:
        if len(cells) == wanted:
            yield line, [cells[at] for at in chosen]
        elif broken is None:
            column = header[min(len(cells), wanted - 1)]
            what = sentence("sentence.row_width", found=len(cells), wanted=wanted)
            raise cell_error(path, line, column, what)
        else:
            broken.append(line)


def numbered(path: Path, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row that is not blank."""
    end = 0
    try:
        for cells in reader:
            start, end = end + 1, reader.line_num  # type: ignore[attr-defined]
            if end - start >= MOST_LINES:
                raise not_closed(path, start)
            if any(map(str.strip, cells)):
                yield start, cells
    except csv.Error as error:
        raise not_closed(path, end + 1) from error


def not_closed(path: Path, line: int) -> DataError:
    """The error of a line in which a quote is opened."""
    what = sentence("sentence.open_quote")
    return DataError("sentence.at_file_line", file=path.name, line=line, what=what)
