"""What stands around a table: lines above its header, a second header row, totals at its end.

Programs that make reports for people put these there. What is left out is told.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.data.nearest import shown
from promptrec.data.reading.numbers import number
from promptrec.data.reading.table import TextTable, kept
from promptrec.words.table import Sentence, sentence

LOOKED_AT = 200  # rows from which the usual width is known
HIGHEST = 30  # rows above a header
MARKED = " \t\ufeff"  # blanks, and the mark at the beginning of a file
TOTALS = frozenset(
    (
        *("total", "totals", "grand total", "subtotal", "sum", "sums", "summe", "gesamt"),
        *("insgesamt", "average", "mean", "count"),
        *("合计", "总计", "小计", "汇总", "总和", "平均", "平均值"),
    )
)
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the table stands among rows."""

    above: int  # rows before the header
    below: int  # rows after the last one that is of the table


def frame_of(rows: Rows) -> Frame:
    """Rows before the header and after the table, judged by how many cells they fill."""
    filled = [len(set(filter(None, map(str.strip, row)))) for row in rows]
    usual = usual_width(filled)
    above = 0
    while above < min(len(rows), HIGHEST) and is_aside(filled[above], usual):
        above += 1
    below = 0
    while below < len(rows) - above - 1 and is_footer(rows[-1 - below], usual):
        below += 1
    return Frame(above, below) if above < len(rows) else Frame(0, 0)


def usual_width(filled: Sequence[int]) -> int:
    """How many cells most rows fill; of two numbers that are as frequent the larger."""
    some = Counter(count for count in filled[:LOOKED_AT] if count)
    return max(some, default=0, key=lambda count: (some[count], count))


def is_aside(filled: int, usual: int) -> bool:
    """True for a row that says one thing beside a table of three columns or more."""
    return usual >= 3 and filled <= max(1, usual // 3)


def is_footer(row: Sequence[str], usual: int) -> bool:
    """True for a row below a table: blank, or a remark in few cells; not a row that was cut off."""
    cells = list(filter(None, map(str.strip, row)))
    if not cells:
        return True
    remark = cells[0].casefold().rstrip(":：") in TOTALS or any(sign in cells[0] for sign in " :：")
    return is_aside(len(set(cells)), usual) and remark


def remarks(rows: Rows) -> list[str]:
    """What rows beside a table say; a merged block once."""
    words = (" ".join(dict.fromkeys(filter(None, map(str.strip, row)))) for row in rows)
    return [each for each in words if each]


def said_above(file: str, rows: Rows) -> list[Sentence]:
    """What is to be told of lines above the header that were left out."""
    words = remarks(rows)
    if not words:
        return []
    return [sentence("sentence.left_above", file=file, count=len(words), first=shown(words[0]))]


def said_below(file: str, rows: Rows) -> list[Sentence]:
    """The same for lines below the table."""
    words = remarks(rows)
    if not words:
        return []
    return [sentence("sentence.left_below", file=file, count=len(words), first=shown(words[0]))]


def has_no_header(names: Sequence[str], rows: Rows) -> bool:
    """True when the first row holds values like those under it, and no names.

    Every column of numbers has a number above it, and there is such a column.

    >>> has_no_header(["u1", "5"], [["u2", "4"]]), has_no_header(["user", "5"], [["7", "4"]])
    (True, False)
    """
    if not rows:
        return False
    numeric = [at for at in range(len(names)) if all(is_number(row, at) for row in rows)]
    return bool(numeric) and all(number(names[at]) is not None for at in numeric)


def is_number(row: Sequence[str], at: int) -> bool:
    """True for a row with a number, or nothing, at a place."""
    return at >= len(row) or not row[at].strip() or number(row[at]) is not None


def without_heads(table: TextTable) -> tuple[TextTable, list[Sentence]]:
    """The table without rows that are its header once more: files that were joined have them."""
    if len(table.columns) < 2:
        return table, []
    heads = np.ones(table.rows, bool)
    for name, column in table.columns.items():
        same = [at for at, one in enumerate(column.values) if one.strip(MARKED) == name.strip()]
        heads &= np.isin(column.codes, np.array(same, np.int64))
        if not heads.any():
            return table, []
    if heads.all():
        return table, []
    row, count = table.number(int(np.flatnonzero(heads)[0])), f"{int(heads.sum()):,}"
    note = sentence("sentence.left_heads", file=table.file, row=row, count=count)
    return kept(table, np.flatnonzero(~heads)), [note]


def without_totals(table: TextTable) -> tuple[TextTable, list[Sentence]]:
    """The table without a last row of totals: one that says so and sums up, or lacks cells."""
    last = table.rows - 1
    cells = {name: column.cell(last).strip() for name, column in table.columns.items()}
    marks = list(filter(None, cells.values()))[:1]
    marks = [cell for cell in marks if cell.casefold().rstrip(":：") in TOTALS]
    if last < 2 or not marks or not (has_gaps(table, cells) or sums_up(table, cells)):
        return table, []
    note = sentence(
        "sentence.left_totals", file=table.file, row=table.number(last), cell=shown(marks[0])
    )
    return kept(table, np.arange(last)), [note]


def has_gaps(table: TextTable, cells: "dict[str, str]") -> bool:
    """True when the last row lacks a cell that every other row has."""
    for name, cell in cells.items():
        column = table.columns[name]
        blank = column.rows_with(at for at, one in enumerate(column.values) if not one.strip())
        if not cell and len(blank) == 1:
            return True
    return False


def sums_up(table: TextTable, cells: "dict[str, str]") -> bool:
    """True when a number of the last row is the sum, mean or count of those above it."""
    for name, cell in cells.items():
        total = number(cell)
        values = [number(one) for one in table.columns[name].cells[:-1].tolist()]
        found = [value for value in values if value is not None]
        if total is None or len(found) < len(values):
            continue
        sums = (sum(found), sum(found) / len(found), float(len(found)))
        if any(abs(total - one) <= 0.006 * max(1.0, abs(one)) for one in sums):
            return True
    return False
