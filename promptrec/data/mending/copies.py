"""Rows of interactions that stand in the file twice, and pairs that contradict themselves."""

from collections.abc import Iterable, Mapping

import numpy as np

from promptrec.data.reading.numbers import number, plain
from promptrec.data.reading.table import Column, TextTable
from promptrec.data.reading.tables import RESERVED
from promptrec.records import Ints

PAIR = ("user_id", "item_id")
LARGEST = 2**62


def paired_rows(table: TextTable) -> Ints:
    """Rows, rising, whose user and item stand together in another row as well."""
    key = joint(table.columns[name] for name in PAIR)
    order = np.argsort(key, kind="stable")
    again = key[order][1:] == key[order][:-1]
    twice = np.zeros(len(key), bool)
    twice[order[1:][again]] = True
    twice[order[:-1][again]] = True
    return np.flatnonzero(twice)


def copies(table: TextTable, paired: Ints) -> tuple[Ints, Ints]:
    """Rows that repeat an earlier row in every cell but the split, and that earlier row each.

    A column that differs in every row of the file (a row number) is not looked at. `paired` is
    what `paired_rows` says.
    """
    key = joint(comparable(table).values())[paired]
    _, firsts, kinds = np.unique(key, return_index=True, return_inverse=True)
    first = firsts[kinds]
    again = np.flatnonzero(first != np.arange(len(key)))
    return paired[again], paired[first[again]]


def conflicts(table: TextTable, paired: Ints) -> tuple[Ints, Ints]:
    """Rows whose pair has another rating or label in an earlier row of the same moment; that row.

    Without timestamps, rows of one context are compared.
    """
    columns = comparable(table)
    given = [columns[name] for name in ("rating", "label") if name in columns]
    if not given:
        return paired[:0], paired[:0]
    timed = "timestamp" in columns
    same = (column for name, column in columns.items() if name in PAIR or is_moment(name, timed))
    key, value = joint(same)[paired], given[0].codes[paired]
    _, firsts, kinds = np.unique(key, return_index=True, return_inverse=True)
    first = firsts[kinds]
    differs = np.flatnonzero(value != value[first])
    return paired[differs], paired[first[differs]]


def repeated_moments(table: TextTable, paired: Ints) -> Ints:
    """Rows whose user, item and timestamp are those of an earlier row."""
    key = joint(table.columns[name] for name in (*PAIR, "timestamp"))[paired]
    return np.setdiff1d(paired, paired[np.unique(key, return_index=True)[1]])


def is_moment(name: str, timed: bool) -> bool:
    """True for a column that tells when, or in which context."""
    return name == "timestamp" if timed else name not in RESERVED


def comparable(table: TextTable) -> Mapping[str, Column]:
    """The columns in which copies are alike; ratings and labels as numbers."""
    return {
        name: column.mapped(as_number) if name in ("rating", "label") else column
        for name, column in table.columns.items()
        if name in RESERVED[:-1] or (name not in RESERVED and len(column.values) < table.rows)
    }


def as_number(cell: str) -> str:
    """One text for equal numbers."""
    value = number(cell)
    return cell if value is None else plain(value)


def joint(columns: Iterable[Column]) -> Ints:
    """(rows,) a number that is equal where all columns are."""
    key, size = None, 1
    for column in columns:
        if key is None:
            key, size = column.codes.astype(np.int64), len(column.values)
            continue
        if size * len(column.values) > LARGEST:
            key = np.unique(key, return_inverse=True)[1]
            size = int(key.max()) + 1
        key, size = key * len(column.values) + column.codes, size * len(column.values)
    return np.zeros(0, np.int64) if key is None else key
