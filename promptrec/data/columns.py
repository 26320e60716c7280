"""Columns of numbers: ratings, labels, moments. The first bad cell is named."""

import numpy as np

from promptrec.data.nearest import shown
from promptrec.data.numbers import number, plain
from promptrec.data.table import Table
from promptrec.records import Floats, Ints

LATEST = 9e15  # Unix seconds; beyond it floats no longer count seconds


def numbers(table: Table, column: str, wanted: str) -> Floats:
    """(rows,) the column as numbers; `wanted` says in an error what the column should hold."""
    cells = table.columns[column]
    values = [number(value) for value in cells.values]
    row = cells.first(code for code, value in enumerate(values) if value is None)
    if row is not None:
        cell = cells.cell(row)
        what = f"{shown(cell)} is no finite number" if cell.strip() else "is empty"
        raise table.error(row, column, f"{what}; {wanted}.")
    result: Floats = np.array(values, np.float64)[cells.codes]
    return result


def ratings(table: Table, scale: tuple[float, float] | None) -> Floats:
    """(rows,) ratings; inside the rating scale where there is one."""
    values = numbers(table, "rating", "every row needs a rating, for example 4 or 3.5")
    if scale is None:
        return values
    low, high = scale
    outside = np.flatnonzero((values < low) | (values > high))
    if len(outside):
        row = int(outside[0])
        what = (
            f"{plain(values[row])} is outside rating_scale [{plain(low)}, {plain(high)}] "
            "of dataset.toml. Correct one of the two."
        )
        raise table.error(row, "rating", what)
    return values


def labels(table: Table) -> Floats:
    """(rows,) labels, 0 or 1."""
    values = numbers(table, "label", "a label is 1 (liked) or 0 (not)")
    wrong = np.flatnonzero((values != 0) & (values != 1))
    if len(wrong):
        row = int(wrong[0])
        cell = shown(table.columns["label"].cell(row))
        raise table.error(row, "label", f"{cell} is no label; write 1 (liked) or 0 (not).")
    return values


def timestamps(table: Table) -> Floats:
    """(rows,) moments in Unix seconds."""
    wanted = "a timestamp is a number of seconds since 1970, for example 1260759144"
    values = numbers(table, "timestamp", wanted)
    wrong = np.flatnonzero(np.abs(values) > LATEST)
    if len(wrong):
        row = int(wrong[0])
        cell = shown(table.columns["timestamp"].cell(row))
        raise table.error(row, "timestamp", f"{cell} is too large; {wanted}.")
    return values


def whole(values: Floats) -> Floats | Ints:
    """Whole numbers as integers; others as they are."""
    return values.astype(np.int64) if (values == np.floor(values)).all() else values
