"""Texts whose letters were lost before the file came here, and cells that swallowed rows."""

from collections.abc import Callable, Iterator

from promptrec.data.nearest import shown
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.warnings.finding import WRONG, DataWarning, data_warning, number, where

LONGEST = 60  # characters of an example
LOST = "\ufffd"  # stands for a letter that a program could not read
SEPARATORS = ",;\t|"
CODES = ("user_id", "item_id")
SHEET_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})


def letter_findings(tables: Tables) -> Iterator[DataWarning]:
    """Letters that are lost, letters of another encoding, errors of a sheet, rows inside a cell."""
    yield from found_in(tables, "sentence.warn_lost_letters", lambda text, _: LOST in text)
    yield from found_in(tables, "sentence.warn_mojibake", lambda text, _: bool(unscrambled(text)))
    yield from found_in(tables, "sentence.warn_sheet_errors", lambda text, _: text in SHEET_ERRORS)
    yield from found_in(tables, "sentence.warn_swallowed", swallows)


def found_in(
    tables: Tables, key: str, is_wrong: Callable[[str, int], bool]
) -> Iterator[DataWarning]:
    """One warning for all cells of a kind. is_wrong: of a text and the columns of its table."""
    count, kept = 0, None
    for table in tables.all():
        for name, column in table.columns.items():
            width = 0 if name in CODES else len(table.columns)
            codes = [at for at, text in enumerate(column.values) if is_wrong(text, width)]
            rows = column.rows_with(codes)
            count += len(rows)
            if len(rows) and kept is None:
                kept = table, name, int(rows[0])
    if kept is not None:
        yield told(key, count, *kept)


def told(key: str, count: int, table: TextTable, column: str, row: int) -> DataWarning:
    """The warning, with the first of the cells."""
    text = table.columns[column].cell(row)
    return data_warning(
        key,
        weight=WRONG,
        count=number(count),
        column=column,
        cell=shown(" ".join(text.split()), LONGEST),
        meant=shown(" ".join(unscrambled(text).split()), LONGEST),
        lines=number(len(text.splitlines())),
        where=where(table, row),
    )


def unscrambled(text: str) -> str:
    """What a text was whose UTF-8 was read as Western letters; "" where it was not.

    >>> unscrambled("CafÃ©"), unscrambled("Donâ€™t"), unscrambled("Café"), unscrambled("Ã")
    ('Café', 'Don’t', '', '')
    """
    if text.isascii():
        return ""
    for encoding in ("windows-1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return ""


def swallows(text: str, width: int) -> bool:
    """Whether a cell holds rows of a table so wide: a quote that was never closed takes them in.

    width 0: of an id, which is on one line, whatever stands in it.

    >>> swallows("a,5\\n2,c,4\\n3,d", 3), swallows("Red, white\\nand blue, too", 3)
    (True, False)
    """
    lines = text.split("\n")
    if len(lines) == 1:
        return False
    if not width:
        return True
    inner = lines[1:-1]
    return (
        width > 1
        and bool(inner)
        and any(
            text.count(sign) == (width - 1) * (len(lines) - 1)
            and all(line.count(sign) == width - 1 for line in inner)
            for sign in SEPARATORS
        )
    )
