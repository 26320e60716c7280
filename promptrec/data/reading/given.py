"""Somebody's own table: how it is written is found out, then it is read as strictly as any other.

Separators are commas, semicolons, tabs or bars. Quotes inside a quoted cell are doubled, or stand
behind a backslash, as databases write them. Between tabs a quote is a letter, unless all of them
are in pairs as a program would write them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from promptrec.data.reading.csvfile import parse
from promptrec.data.reading.dialect import BACKSLASH, DOUBLED, PLAIN, Dialect, guess_separator
from promptrec.data.reading.encoding import UTF8, decode
from promptrec.data.reading.table import TextTable
from promptrec.errors import DataError

SEP = re.compile(r'"?sep=([,;\t|])"?\r?\n')  # a first line with which programs tell a spreadsheet


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A table and how it was written."""

    table: TextTable
    dialect: Dialect
    encoding: str


def read_given(file: str, content: bytes, encoding: str = UTF8) -> Given:
    """Read the bytes of a table called `file`. DataError names row and column."""
    text = decode(file, content, encoding)
    named = SEP.match(text)
    if named:
        text = text[named.end() :]
    separator = named[1] if named else guess_separator(text)
    read = between_tabs if separator == "\t" else quoted
    table, quoting = read(text, lambda quoting: parse(file, text, Dialect(separator, quoting)))
    return Given(table, Dialect(separator, quoting), encoding)


Parse = Callable[[str], TextTable]  # under one of the ways to quote


def quoted(text: str, parsed: Parse) -> tuple[TextTable, str]:
    """Quotes are doubled, else stand behind a backslash; the fault is that of whoever read more."""
    try:
        return parsed(DOUBLED), DOUBLED
    except DataError as fault:
        if '\\"' not in text:
            raise
        try:
            return parsed(BACKSLASH), BACKSLASH
        except DataError as other:
            raise max(fault, other, key=row_of) from None


def between_tabs(text: str, parsed: Parse) -> tuple[TextTable, str]:
    """Quotes are letters, unless the table reads only with them, or is quoted throughout."""
    try:
        table = parsed(PLAIN)
    except DataError as fault:
        if '"' not in text:
            raise
        try:
            return quoted(text, parsed)
        except DataError:
            raise fault from None
    return quoted(text, parsed) if quotes_throughout(table) else (table, PLAIN)


def row_of(fault: DataError) -> int:
    """The row that a fault stands in; 0 where it names none."""
    row = getattr(fault.sentence, "values", {}).get("row", 0)
    return row if isinstance(row, int) else 0


def quotes_throughout(table: TextTable) -> bool:
    """True when the quotes of a plainly read table were written by a program that quotes.

    Each cell that begins with one is a quoted cell; and it has a quote inside, or the whole column
    is quoted.
    """
    found = False
    for name, column in table.columns.items():
        cells = [cell for cell in column.values if cell.strip()]
        marked = [cell for cell in cells if cell.startswith('"')]
        if not all(map(is_quoted, (name, *marked) if name.startswith('"') else marked)):
            return False
        if len(marked) < len(cells) and not all('"' in cell[1:-1] for cell in marked):
            return False
        found = found or bool(marked) or name.startswith('"')
    return found


def is_quoted(cell: str) -> bool:
    """True for a quoted cell: one that ends in a quote, too, and has only marked ones inside.

    >>> [is_quoted(cell) for cell in ('"an ""x"" b"', '"an "x" b"', '"a" b', '"a')]
    [True, False, False, False]
    """
    inside = cell[1:-1].replace('""', "").replace('\\"', "")
    return len(cell) > 1 and cell[-1] == '"' and '"' not in inside
