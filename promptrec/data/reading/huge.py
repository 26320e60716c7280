"""What no table is, looked for in its bytes: as text and cells it would take many times their room.

A line without end, a row of thousands of columns, millions of rows that say nothing. The rest of a
large file is tried on its beginning, so that what is wrong there is not read to the end.
"""

import re
from collections.abc import Callable

import numpy as np

from promptrec.data.reading.dialect import SEPARATORS
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

LONGEST_LINE = 16_000_000  # bytes
MOST_COLUMNS = 2_000
MOST_CELLS = 50_000_000  # of a workbook or a Parquet file
MOST_OBJECTS = 5_000_000  # of JSON, each some hundred bytes in memory
MOST_BLANK = 2_000_000  # rows; a whole sheet of a spreadsheet has 1,048,576
PIECE = 1 << 20
LARGE, BEGINNING = 16 << 20, 1 << 20  # bytes: of a file that is tried first, and of what is tried
MAY_FOLLOW = ("sentence.file_empty", "sentence.file_no_rows")
FIRST = re.compile(rb"[^\r\n]+")
Read = Callable[[bytes], object]
SIGNS = tuple(sign.encode() for sign in SEPARATORS)
NOTHING = b"".join(SIGNS) + b' "\0'  # bytes that say nothing


def refuse_huge(file: str, content: bytes, read: Read = lambda _: None) -> None:
    """DataError for bytes that cannot be a table; they are not decoded or copied.

    read: how a table is read, which a large one is from its beginning first.
    """
    end = b"\n" if b"\n" in content else b"\r"
    refuse_line(file, content, end)
    refuse_wide(file, content, end)
    refuse_early(content, read)
    refuse_blank(file, content, end)


def refuse_huge_json(file: str, content: bytes) -> None:
    """DataError for JSON with an endless value, or with more objects than memory holds."""
    refuse_line(file, content, b'"')
    refuse_blank(file, content, b"\n")
    if content.count(b"{") > MOST_OBJECTS:
        raise DataError("sentence.many_objects", file=file, most=f"{MOST_OBJECTS:,}")


def refuse_line(file: str, content: bytes, end: bytes) -> None:
    """No line is endless; nor is anything else that ends in such a sign."""
    before = -1  # where a line ended last
    for start in range(0, len(content), PIECE):
        at = content.find(end, start, start + PIECE)
        if max(at, min(start + PIECE, len(content)) - 1) - before > LONGEST_LINE:
            counted = end if end == b"\r" else b"\n"
            raise at_line(file, content, before + 1, counted, too_long_line())
        before = max(before, content.rfind(end, start, start + PIECE))


def refuse_wide(file: str, content: bytes, end: bytes) -> None:
    """The first row has not thousands of columns, and nowhere stand thousands of empty cells."""
    first = FIRST.search(content)
    if first and max(map(first[0].count, SIGNS)) >= MOST_COLUMNS:
        raise at_line(file, content, first.start(), end, too_wide())
    for sign in SIGNS:
        at = content.find(sign * MOST_COLUMNS)
        if at >= 0:
            raise at_line(file, content, at, end, too_wide())


def refuse_blank(file: str, content: bytes, end: bytes) -> None:
    """Not millions of rows without a word."""
    if content.count(end) <= MOST_BLANK:
        return
    blank, before = 0, end[0]
    unsaid = NOTHING + (b"\r" if end == b"\n" else b"\n")
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE].translate(None, unsaid)
        said = np.frombuffer(piece, np.uint8) == end[0]
        if len(said):
            blank += int((said[1:] & said[:-1]).sum()) + int(said[0] and before == end[0])
            before = end[0] if said[-1] else 0
        if blank > MOST_BLANK:
            raise DataError("sentence.many_blank", file=file, most=f"{MOST_BLANK:,}")


def at_line(file: str, content: bytes, at: int, end: bytes, what: Sentence) -> DataError:
    """The error for the line that holds this byte."""
    line = content.count(end, 0, at) + 1
    return DataError("sentence.at_file_line", file=file, line=f"{line:,}", what=what)


def too_long_line() -> Sentence:
    """What is wrong with a line without end."""
    return sentence("sentence.row_without_end", most=f"{LONGEST_LINE:,}")


def too_wide() -> Sentence:
    """What is wrong with a row of thousands of columns."""
    return sentence("sentence.many_columns", most=f"{MOST_COLUMNS:,}")


def refuse_early(content: bytes, read: Read) -> None:
    """Raise what is wrong with the beginning of a large file, whatever follows.

    A fault that another cut does not have is one of the cut.
    """
    if len(content) < LARGE:
        return
    faults = [fault_of(content[: cut_at(content, length)], read) for length in (1, 2)]
    if faults[0] is not None and str(faults[0]) == str(faults[1]):
        raise faults[0]


def cut_at(content: bytes, length: int) -> int:
    """The end of a line near so many beginnings."""
    return content.rfind(b"\n", 0, length * BEGINNING) + 1 or length * BEGINNING


def fault_of(content: bytes, read: Read) -> DataError | None:
    """What reading some bytes raises; rows that are missing may follow."""
    try:
        read(content)
    except DataError as fault:
        return None if fault.sentence.key in MAY_FOLLOW else fault
    return None
