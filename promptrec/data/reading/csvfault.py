"""A second, slow look at a CSV text that cannot be used: which row and cell, and why."""

import csv
import re
from collections.abc import Sequence

from promptrec.data.nearest import shown
from promptrec.data.reading.dialect import PLAIN, Dialect, blank, guess_separator
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

LONGEST_CELL = 100_000  # characters
NEW_LINE = re.compile(r"[\r\n]*")


def at_cell(file: str, row: int, column: object, what: Sentence) -> DataError:
    """An error at a cell; row from 1, 0 for the header."""
    if row:
        return DataError("sentence.at_cell", file=file, row=row, column=column, what=what)
    return DataError("sentence.at_header_column", file=file, column=column, what=what)


def place(file: str, before: str) -> Sentence:
    """File, row and column of what follows this text."""
    dialect = Dialect(guess_separator(before))
    header: list[str] = []
    row: list[str] = []
    count = 0
    try:
        for row in dialect.rows(before + "x", strict=False):  # x: what follows
            header, count = header or row, count + 1
    except csv.Error:
        return sentence("sentence.csv_row", file=file, row=max(count, 1))
    column = len(row) - 1
    if count == 1:
        return sentence("sentence.csv_header_cell", file=file, column=column + 1)
    name = header[column] if column < len(header) else str(column + 1)
    return sentence("sentence.csv_cell", file=file, row=count - 1, column=shown(name)[1:-1])


def broken(file: str, text: str, dialect: Dialect) -> DataError:
    """The error for the first row that csv refused; `text` with doubled quotes."""
    end, rows = 0, 0
    header: list[str] = []
    try:
        for end, cells in dialect.ends(text):  # noqa: B007 - the last one is meant
            if not blank(cells):
                rows, header = rows + 1, header or cells
    except csv.Error:
        pass
    column, what = fault(text, end, dialect)
    name = shown(header[column])[1:-1] if column < len(header) else str(column + 1)
    return at_cell(file, rows, name, what)


def width_fault(
    file: str, row: int, found: int, header: Sequence[str], dialect: Dialect
) -> DataError:
    """The error for a row with more or fewer cells than the header; row from 1."""
    more = found > len(header)
    what = sentence(
        "sentence.more_cells" if more else "sentence.less_cells",
        found=found,
        wanted=len(header),
        separator=dialect.name,
    )
    return at_cell(file, row, header[min(found, len(header) - 1)], what)


def too_long(length: int) -> Sentence:
    """What is wrong with a cell of this many characters."""
    return sentence("sentence.csv_long", length=f"{length:,}", most=f"{LONGEST_CELL:,}")


def fault(text: str, start: int, dialect: Dialect) -> tuple[int, Sentence]:
    """Column (from 0) and fault of the row that begins here in a text."""
    at, column = NEW_LINE.match(text, start).end(), 0  # type: ignore[union-attr]
    while True:
        end, what = cell_fault(text, at, dialect)
        if what or text[end : end + 1] != dialect.separator:
            return column, what or sentence("sentence.csv_unreadable")
        at, column = end + 1, column + 1


def cell_fault(text: str, at: int, dialect: Dialect) -> tuple[int, Sentence | None]:
    """End of the cell that starts here, and what is wrong with it."""
    if text[at : at + 1] != '"' or dialect.quoting == PLAIN:
        plain = re.compile(rf"[^{re.escape(dialect.separator)}\r\n]*")
        end = plain.match(text, at).end()  # type: ignore[union-attr]
        return end, too_long(end - at) if end - at > LONGEST_CELL else None
    end = text.find('"', at + 1)
    while end >= 0 and text[end : end + 2] == '""':
        end = text.find('"', end + 2)
    if end < 0:
        return len(text), sentence("sentence.open_quote")
    if text[end + 1 : end + 2] not in ("", dialect.separator, "\r", "\n"):
        return end + 1, sentence("sentence.after_quote")
    return end + 1, too_long(end - at - 1) if end - at - 1 > LONGEST_CELL else None
