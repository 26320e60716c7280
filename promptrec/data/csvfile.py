"""Read one CSV file strictly: UTF-8, commas, one header, the same number of cells in every row.

Every fault is one sentence with file, data row (the header is not counted, blank lines neither) and
column. Cells stay text: "007" stays "007", "NA" and "null" stay words.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from promptrec.data.csvfault import LONGEST_CELL, broken, too_long
from promptrec.data.nearest import hint, shown
from promptrec.data.table import Table, TableBuilder
from promptrec.errors import DataError

CHUNK = 20_000  # rows
LONGEST_NAME = 100  # characters of a column name
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_csv(path: Path, required: Sequence[str] = ()) -> Table:
    """Read a file whole. Raises DataError for a malformed one, or one without a required column."""
    return parse_csv(path.name, read_bytes(path), required)


def read_bytes(path: Path) -> bytes:
    """The content of a file; DataError when it cannot be read."""
    if not path.is_file():
        raise DataError(f"{path.name} is missing in the folder {path.parent}.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror}.") from error


def parse_csv(file: str, content: bytes, required: Sequence[str] = ()) -> Table:
    """Parse the bytes of a CSV file called `file`."""
    text = decode(file, content)
    if not text.strip():
        raise DataError(f"{file} is empty. It needs a header line and at least one row.")
    lines = io.StringIO(text, newline="")
    rows = filter(None, csv.reader(lines, strict=True))  # blank lines are no rows
    try:
        header = next(rows)
    except csv.Error as error:
        raise broken(file, text, [], 0) from error
    check_header(file, header, required)
    builder = TableBuilder(file, header)
    for chunk in chunks(rows, builder, text):
        check_width(builder, chunk)
        builder.add(chunk)
    table = builder.table()
    if not table.rows:
        raise DataError(f"{file} has a header but no rows. Add at least one row.")
    check_length(table)
    return table


def decode(file: str, content: bytes) -> str:
    """Bytes as text; a byte order mark is dropped."""
    if content.startswith(UTF16):
        raise DataError(f"{file} is written in UTF-16, not in UTF-8. Save it as UTF-8.")
    at = content.find(b"\0")
    if at >= 0:
        where = place(file, content[:at])
        raise DataError(f"{where}: holds a NUL byte; the file is damaged or no CSV file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if content.startswith(b"\xef\xbb\xbf") else 0)
        where = place(file, content[:start])
        raise DataError(
            f"{where}: byte 0x{content[start]:02x} is not UTF-8. Save the file as UTF-8."
        ) from error


def place(file: str, before: bytes) -> str:
    """File, row and column of what follows these bytes."""
    text = before.decode("utf-8-sig", "replace") + "x"  # the x stands for what follows
    rows: list[list[str]] = []
    try:
        rows.extend(filter(None, csv.reader(io.StringIO(text, newline=""))))
    except csv.Error:
        return f"{file}, data row {max(len(rows), 1)}"
    column = len(rows[-1]) - 1
    if len(rows) == 1:
        return f"{file}, header, column {column + 1}"
    name = rows[0][column] if column < len(rows[0]) else str(column + 1)
    return f"{file}, data row {len(rows) - 1}, column {name}"


def check_header(file: str, header: Sequence[str], required: Sequence[str]) -> None:
    """Every column has a name of its own, and the required ones are there."""
    for at, name in enumerate(header, 1):
        if not name.strip():
            raise DataError(f"{file}, header, column {at}: has no name. Name or remove it.")
        if len(name) > LONGEST_NAME:
            what = f"the name has {len(name):,} characters, at most {LONGEST_NAME} are allowed."
            raise DataError(f"{file}, header, column {at}: {what} Shorten it.")
    name, count = Counter(header).most_common(1)[0]
    if count > 1:
        raise DataError(f"{file}, header, column {name}: stands {count} times. Keep one of them.")
    missing = [name for name in required if name not in header]
    if missing:
        found = ", ".join(shown(name)[1:-1] for name in header[:12])
        near = hint(missing[0], header)
        comma = " Separate the cells by commas." if ";" in found or "\\t" in found else ""
        raise DataError(
            f"{file}, header: column {', '.join(missing)} is missing (found: {found}).{near}{comma}"
        )


def chunks(
    rows: Iterator[list[str]], builder: TableBuilder, text: str
) -> Iterator[list[list[str]]]:
    """Rows in chunks; a row that csv cannot read becomes a DataError at its place."""
    while True:
        some: list[list[str]] = []
        try:
            some.extend(islice(rows, CHUNK))  # keeps what came before an error
        except csv.Error as error:
            check_width(builder, some)
            at = builder.rows + len(some)
            raise broken(builder.file, text, builder.header, at) from error
        if not some:
            return
        yield some


def check_width(builder: TableBuilder, rows: Sequence[Sequence[str]]) -> None:
    """Every row has as many cells as the header."""
    header = builder.header
    if set(map(len, rows)) <= {len(header)}:
        return
    at = next(at for at, row in enumerate(rows) if len(row) != len(header))
    found = len(rows[at])
    column = header[min(found, len(header) - 1)]
    advice = (
        "Put a cell that holds a comma in double quotes."
        if found > len(header)
        else "Add the missing cells; an empty cell is written as nothing between two commas."
    )
    raise DataError(
        f"{builder.file}, data row {builder.rows + at + 1}, column {column}: "
        f"the row has {found} cells, the header has {len(header)}. {advice}"
    )


def check_length(table: Table) -> None:
    """No cell is so long that it must be damage."""
    for name, column in table.columns.items():
        row = column.first_where(lambda cell: len(cell) > LONGEST_CELL)
        if row is not None:
            raise table.error(row, name, too_long(len(column.cell(row))))
