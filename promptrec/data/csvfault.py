"""A second, slow look at a CSV text that the csv module refused: which cell, and why."""

import re
from collections.abc import Sequence

from promptrec.errors import DataError

LONGEST_CELL = 100_000  # characters
PLAIN = re.compile(r"[^,\r\n]*")
BLANK = re.compile(r"[\r\n]*")


def too_long(length: int) -> str:
    """What is wrong with a cell of this many characters."""
    return (
        f"the cell has {length:,} characters, at most {LONGEST_CELL:,} are allowed. "
        "Shorten it, or look for a double quote that is not closed."
    )


def broken(file: str, text: str, header: Sequence[str], row: int) -> DataError:
    """The error for record number `row` (from 0, after the header) that csv refused."""
    column, what = Scan(text).fault(row + bool(header))
    name = header[column] if column < len(header) else str(column + 1)
    where = f"data row {row + 1}" if header else "header"
    return DataError(f"{file}, {where}, column {name}: {what}")


class Scan:
    """A slow second look at a text that csv refused: which cell is at fault, and why."""

    def __init__(self, text: str) -> None:
        self._text = text

    def fault(self, record: int) -> tuple[int, str]:
        """Column (from 0) and fault of a record; records counted without blank lines."""
        at = 0
        for _ in range(record):
            at = self._skip_record(at)
        at = self._skip_blank(at)
        column = 0
        while True:
            end, what = self._cell(at)
            if what or end >= len(self._text) or self._text[end] != ",":
                return column, what or "the row cannot be read as CSV."
            at, column = end + 1, column + 1

    def _skip_blank(self, at: int) -> int:
        return BLANK.match(self._text, at).end()  # type: ignore[union-attr]

    def _skip_record(self, at: int) -> int:
        at = self._skip_blank(at)
        while True:
            at, _ = self._cell(at)
            if at >= len(self._text) or self._text[at] != ",":
                return at
            at += 1

    def _cell(self, at: int) -> tuple[int, str]:
        """End of the cell that starts here, and its fault, "" for none."""
        text = self._text
        if text[at : at + 1] != '"':
            end = PLAIN.match(text, at).end()  # type: ignore[union-attr]
            return end, too_long(end - at) if end - at > LONGEST_CELL else ""
        end = text.find('"', at + 1)
        while end >= 0 and text[end : end + 2] == '""':
            end = text.find('"', end + 2)
        if end < 0:
            return len(text), "a double quote is opened and never closed. Close or double it."
        if text[end + 1 : end + 2] not in ("", ",", "\r", "\n"):
            what = "text follows a closing double quote. Double the quotes inside a quoted cell."
            return end + 1, what
        return end + 1, too_long(end - at - 1) if end - at - 1 > LONGEST_CELL else ""
