"""Read one CSV file strictly: one header, the same number of cells in every row.

Every fault is one sentence with file, data row (the header is not counted, blank rows neither) and
column. Cells stay text: "007" stays "007", "NA" and "null" stay words. Files of a data set are
written in commas and UTF-8; `reading.given` finds out how somebody's own table is written and reads
it here, too.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from promptrec.data.nearest import hint, shown
from promptrec.data.reading.csvfault import LONGEST_CELL, at_cell, broken, too_long, width_fault
from promptrec.data.reading.dialect import Dialect
from promptrec.data.reading.encoding import decode
from promptrec.data.reading.huge import MOST_COLUMNS, refuse_huge, too_wide
from promptrec.data.reading.names import actual
from promptrec.data.reading.table import TableBuilder, TextTable
from promptrec.errors import DataError
from promptrec.words.table import sentence

CHUNK = 20_000  # rows
LONGEST_NAME = 100  # characters of a column name
COMMAS = Dialect()


def read_csv(path: Path, required: Sequence[str] = ()) -> TextTable:
    """Read a file whole. Raises DataError for a malformed one, or one without a required column."""
    path = actual(path)
    return parse_csv(path.name, read_bytes(path), required)


def read_bytes(path: Path) -> bytes:
    """The content of a file, whatever the case of its name; DataError when it cannot be read."""
    path = actual(path)
    if not path.is_file():
        raise DataError("sentence.file_missing", file=path.name, folder=path.parent)
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError("sentence.file_unread", file=path.name, error=error.strerror) from error


def parse_csv(file: str, content: bytes, required: Sequence[str] = ()) -> TextTable:
    """Parse the bytes of a CSV file called `file`, in commas and UTF-8."""

    def read(some: bytes) -> TextTable:
        return parse(file, decode(file, some), COMMAS, required)

    refuse_huge(file, content, read)
    return read(content)


def parse(file: str, text: str, dialect: Dialect, required: Sequence[str] = ()) -> TextTable:
    """Parse the text of a table that is written like this."""
    text = dialect.doubled(text)
    chunks = chunks_of(file, text, dialect)
    first = next(chunks, [])
    if not first:
        raise DataError("sentence.file_empty", file=file)
    header = first.pop(0)
    names = named(header)
    check_header(file, names, required)
    builder = TableBuilder(file, names)
    for rows in (first, *chunks) if first else chunks:
        builder.add(fitted(file, builder.rows, rows, header, dialect))
    table = builder.table()
    if not table.rows:
        raise DataError("sentence.file_no_rows", file=file)
    check_length(table)
    return table


def chunks_of(file: str, text: str, dialect: Dialect) -> Iterator[list[list[str]]]:
    """The rows in chunks, the header first; what csv cannot read is a DataError at its place."""
    rows = narrow(file, dialect.rows(text))
    while True:
        some: list[list[str]] = []
        try:
            some.extend(islice(rows, CHUNK))
        except csv.Error as error:
            if some:  # they come first, and so does what is wrong with them
                yield some
            raise broken(file, text, dialect) from error
        if not some:
            return
        yield some


def narrow(file: str, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows, none of them of thousands of cells; DataError for that one."""
    for at, row in enumerate(rows):
        if len(row) > MOST_COLUMNS:
            raise at_cell(file, at, MOST_COLUMNS + 1, too_wide())
        yield row


def named(header: Sequence[str]) -> list[str]:
    """The header without nameless columns at its end: a separator too many."""
    width = len(header)
    while width and not header[width - 1].strip():
        width -= 1
    return list(header[:width])


def check_header(file: str, header: Sequence[str], required: Sequence[str]) -> None:
    """Every column has its own name, there are not thousands, and the required ones are there."""
    if len(header) > MOST_COLUMNS:
        raise at_cell(file, 0, MOST_COLUMNS + 1, too_wide())
    for at, name in enumerate(header, 1):
        if not name.strip():
            raise at_cell(file, 0, at, sentence("sentence.csv_no_name"))
        if len(name) > LONGEST_NAME:
            what = sentence("sentence.csv_long_name", length=f"{len(name):,}", most=LONGEST_NAME)
            raise at_cell(file, 0, at, what)
    name, count = Counter(header).most_common(1)[0]
    if count > 1:
        raise at_cell(file, 0, name, sentence("sentence.column_twice", count=count))
    missing = [name for name in required if name not in header]
    if missing:
        found = ", ".join(shown(name)[1:-1] for name in header[:12])
        commas = ";" in found or "\\t" in found
        key = "sentence.no_commas" if commas else "sentence.no_column"
        near = hint(missing[0], header)
        what = sentence(key, names=", ".join(missing), found=found, near=near)
        raise DataError("sentence.at_header", file=file, what=what)


def fitted(
    file: str, before: int, rows: list[list[str]], header: Sequence[str], dialect: Dialect
) -> list[list[str]]:
    """The rows as wide as the named columns; a row that is not as wide as the header is an error.

    before: data rows that came earlier. Under a nameless column at the end there may be nothing.
    """
    names = named(header)
    if set(map(len, rows)) <= {len(names)}:
        return rows
    for at, row in enumerate(rows, before + 1):
        if len(row) not in (len(names), len(header)):
            raise width_fault(file, at, len(row), names, dialect)
        for column, cell in enumerate(row[len(names) :], len(names) + 1):
            if cell.strip():
                raise at_cell(file, 0, column, sentence("sentence.csv_no_name"))
    return [row[: len(names)] for row in rows]


def check_length(table: TextTable) -> None:
    """No cell is so long that it must be damage."""
    for name, column in table.columns.items():
        row = column.first_where(lambda cell: len(cell) > LONGEST_CELL)
        if row is not None:
            raise table.error(row, name, too_long(len(column.cell(row))))
