"""Somebody's own table: how it is written is found out, then it is read as strictly as any other.

Separators are commas, semicolons, tabs or bars. Quotes inside a quoted cell are doubled, or stand
behind a backslash, as databases write them. Between tabs a quote is a letter, unless all of them
are in pairs as a program would write them. What a report puts around a table (a title above the
header, totals below) is left out, and told.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from promptrec.data.reading.around import ROW_NUMBER, bare_texts, with_header
from promptrec.data.reading.csvfile import parse
from promptrec.data.reading.dialect import BACKSLASH, DOUBLED, PLAIN, Dialect, guess_separator
from promptrec.data.reading.encoding import UTF8, decode
from promptrec.data.reading.frame import without_heads, without_totals
from promptrec.data.reading.huge import refuse_huge
from promptrec.data.reading.table import TextTable
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

SEP = re.compile(r'"?sep=([,;\t|])"?\r?\n')  # a first line with which programs tell a spreadsheet


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A table, how it was written, and what was left out of it."""

    table: TextTable
    dialect: Dialect | None = None  # None: not in signs
    encoding: str = UTF8
    form: Sentence = field(default_factory=lambda: sentence("sentence.form_text"))
    notes: tuple[Sentence, ...] = ()
    lists: Mapping[str, str] = field(default_factory=dict)  # column -> what joins its entries


def read_given(file: str, content: bytes, encoding: str = UTF8) -> Given:
    """Read the bytes of a table called `file`. DataError names row and column."""
    refuse_huge(file, content, lambda some: whole_table(file, some, encoding))
    return whole_table(file, content, encoding)


def whole_table(file: str, content: bytes, encoding: str) -> Given:
    """The table that some bytes are, whatever their number."""
    text = decode(file, content, encoding)
    named = SEP.match(text)
    if named:
        text = text[named.end() :]
    separator = named[1] if named else ""
    try:
        found = written(file, text, encoding, separator)
    except DataError as fault:
        found = among_other_lines(file, text, encoding, separator, fault)
    table, heads = without_heads(found.table)
    table, totals = without_totals(table)
    return replace(found, table=table, notes=(*found.notes, *heads, *totals))


def written(file: str, text: str, encoding: str, separator: str) -> Given:
    """The table that a text is from its first line to its last."""
    separator = separator or guess_separator(text)
    read = between_tabs if separator == "\t" else quoted
    table, quoting = read(text, lambda quoting: parse(file, text, Dialect(separator, quoting)))
    dialect = Dialect(separator, quoting)
    headed = with_header(file, text, dialect)
    if headed is None:
        return Given(table, dialect, encoding)
    return Given(parse(file, headed[0], dialect), dialect, encoding, notes=tuple(headed[1]))


def among_other_lines(
    file: str, text: str, encoding: str, separator: str, fault: DataError
) -> Given:
    """The table in a text that is none from line to line; the fault where there is none."""
    for bare, notes in bare_texts(file, text, separator):
        try:
            found = written(file, bare, encoding, separator)
        except DataError:
            continue
        if bare.startswith(ROW_NUMBER):
            table = without_row_numbers(found.table)
            if table is None:
                continue
            notes = [sentence("sentence.left_row_numbers", file=file)]
            found = replace(found, table=table)
        return replace(found, notes=(*notes, *found.notes))
    raise fault


def without_row_numbers(table: TextTable) -> TextTable | None:
    """The table without its first column, where that counts the rows; None where it does not."""
    cells = table.columns[ROW_NUMBER].cells.tolist()
    if len(table.columns) < 2 or not any(
        cells == [str(at) for at in range(start, start + len(cells))] for start in (0, 1)
    ):
        return None
    columns = {name: column for name, column in table.columns.items() if name != ROW_NUMBER}
    return replace(table, columns=columns)


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
