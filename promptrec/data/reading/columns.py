"""Columns of numbers: ratings, labels, moments. The first bad cell is named."""

import numpy as np

from promptrec.data.mending.spelling import is_scientific
from promptrec.data.nearest import shown
from promptrec.data.reading.numbers import number, plain
from promptrec.data.reading.table import TextTable
from promptrec.records import Floats, Ints
from promptrec.words.table import Sentence, sentence

LATEST = 9e15  # Unix seconds; beyond it floats no longer count seconds
CODES = frozenset({0.0, 99.0, 255.0, 999.0, 9999.0})  # for "not rated", beside what is below zero


def numbers(table: TextTable, column: str, wanted: Sentence) -> Floats:
    """(rows,) the column as numbers; `wanted` says what it should hold."""
    cells = table.columns[column]
    values = [number(value) for value in cells.values]
    row = cells.first(code for code, value in enumerate(values) if value is None)
    if row is not None:
        raise table.error(row, column, no_number(cells.cell(row), wanted))
    result: Floats = np.array(values, np.float64)[cells.codes]
    return result


def no_number(cell: str, wanted: Sentence) -> Sentence:
    """What is wrong with a cell that should be a number."""
    if not cell.strip():
        return sentence("sentence.cell_empty", wanted=wanted)
    key = "sentence.cell_comma" if is_scientific(cell) else "sentence.cell_number"
    return sentence(key, cell=shown(cell), wanted=wanted)


def is_code(value: float) -> bool:
    """True for a number that often stands for "not rated"."""
    return value < 0 or value in CODES


def ratings(table: TextTable, scale: tuple[float, float] | None) -> Floats:
    """(rows,) ratings; inside the rating scale where there is one."""
    values = numbers(table, "rating", sentence("sentence.want_rating"))
    if scale is None:
        return values
    low, high = scale
    outside = np.flatnonzero((values < low) | (values > high))
    if len(outside):
        row = int(outside[0])
        key = "sentence.off_scale_code" if is_code(values[row]) else "sentence.off_scale"
        what = sentence(key, value=plain(values[row]), low=plain(low), high=plain(high))
        raise table.error(row, "rating", what)
    return values


def labels(table: TextTable) -> Floats:
    """(rows,) labels, 0 or 1."""
    values = numbers(table, "label", sentence("sentence.want_label"))
    wrong = np.flatnonzero((values != 0) & (values != 1))
    if len(wrong):
        row = int(wrong[0])
        cell = shown(table.columns["label"].cell(row))
        key = "sentence.no_label_code" if is_code(values[row]) else "sentence.no_label"
        what = sentence(key, cell=cell, value=plain(values[row]))
        raise table.error(row, "label", what)
    return values


def timestamps(table: TextTable) -> Floats:
    """(rows,) moments in Unix seconds."""
    wanted = sentence("sentence.want_time")
    values = numbers(table, "timestamp", wanted)
    wrong = np.flatnonzero(np.abs(values) > LATEST)
    if len(wrong):
        row = int(wrong[0])
        cell = shown(table.columns["timestamp"].cell(row))
        what = sentence("sentence.cell_large", cell=cell, wanted=wanted)
        raise table.error(row, "timestamp", what)
    return values


def whole(values: Floats) -> Floats | Ints:
    """Whole numbers as integers; others as they are."""
    return values.astype(np.int64) if (values == np.floor(values)).all() else values
