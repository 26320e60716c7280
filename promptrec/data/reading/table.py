"""A table of text cells: each column as codes into its distinct values.

Checks look at distinct values and only then for the row, so a million rows are checked as fast as
their distinct values.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from promptrec.errors import DataError
from promptrec.records import Ints
from promptrec.words.table import Sentence

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: `values[codes[row]]` is the cell of a row."""

    codes: Ints  # (rows,)
    values: Sequence[str]  # distinct, in order of first appearance

    @property
    def cells(self) -> Texts:
        """(rows,) the cells as strings."""
        texts = np.empty(len(self.values), dtype=object)
        texts[:] = self.values
        result: Texts = texts[self.codes]
        return result

    def first(self, wrong: Iterable[int]) -> int | None:
        """First row, from 0, whose value has one of these codes; None when there is none."""
        codes = np.fromiter(wrong, np.int64)
        rows = np.flatnonzero(np.isin(self.codes, codes)) if len(codes) else codes
        return int(rows[0]) if len(rows) else None

    def first_where(self, bad: Callable[[str], bool]) -> int | None:
        """First row, from 0, whose value is bad."""
        return self.first(code for code, value in enumerate(self.values) if bad(value))

    def cell(self, row: int) -> str:
        """The text of one cell, rows from 0."""
        return self.values[int(self.codes[row])]

    def rows_with(self, wanted: Iterable[int]) -> Ints:
        """Rows whose value has one of these codes, rising."""
        return np.flatnonzero(np.isin(self.codes, np.fromiter(wanted, np.int64)))

    def mapped(self, change: Callable[[str], str]) -> "Column":
        """Every value changed; values that become equal are one."""
        index: dict[str, int] = {}
        places = [index.setdefault(change(value), len(index)) for value in self.values]
        return Column(np.array(places, np.int64)[self.codes], list(index))


@dataclass(frozen=True, slots=True, eq=False)
class TextTable:
    """A named table of text; `file` is how errors call it."""

    file: str
    columns: Mapping[str, Column]
    rows: int
    origin: Callable[[int], tuple[str, int]] | None = None  # row -> file and line, where known
    numbers: Ints | None = None  # (rows,) place of each row in the file, from 0; None: as they are
    names: Mapping[str, str] = field(default_factory=dict)  # ours -> the file's, where mapped

    def number(self, row: int) -> int:
        """The number of a row in its file, from 1 (the header is not counted)."""
        return int(self.numbers[row] if self.numbers is not None else row) + 1

    def with_column(self, name: str, column: Column) -> "TextTable":
        """The same table with one column changed."""
        return replace(self, columns={**self.columns, name: column})

    def error(self, row: int, column: str, what: Sentence) -> DataError:
        """An error at a cell; row from 0, shown from 1 (the header is not counted)."""
        named = self.names.get(column, column)
        if self.origin:
            file, line = self.origin(row)
            return DataError("sentence.at_file_cell", file=file, line=line, column=named, what=what)
        number = self.number(row)
        return DataError("sentence.at_cell", file=self.file, row=number, column=named, what=what)


class TableBuilder:
    """Collects rows, chunk by chunk, into coded columns."""

    def __init__(self, file: str, header: Sequence[str]) -> None:
        self.file = file
        self.header = header
        self._indexes: list[defaultdict[str, int]] = []
        for _ in header:
            index: defaultdict[str, int] = defaultdict()
            index.default_factory = index.__len__  # a new value gets the next code
            self._indexes.append(index)
        self._codes: list[list[Ints]] = [[] for _ in header]
        self.rows = 0

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows that all have as many cells as the header."""
        self.rows += len(rows)
        cells_by_column = zip(*rows, strict=True)
        for index, codes, cells in zip(self._indexes, self._codes, cells_by_column, strict=True):
            codes.append(np.fromiter(map(index.__getitem__, cells), np.int64, len(cells)))

    def table(self) -> TextTable:
        """The finished table."""
        columns = {
            name: Column(np.concatenate(codes) if codes else np.zeros(0, np.int64), list(index))
            for name, codes, index in zip(self.header, self._codes, self._indexes, strict=True)
        }
        return TextTable(self.file, columns, self.rows)


def table_of(file: str, columns: Mapping[str, Iterable[str]], chunk: int = 20_000) -> TextTable:
    """A table from columns of equal length.

    >>> table_of("items.csv", {"item_id": ["a", "b"], "title": ["A", "A"]}).columns["title"].values
    ['A']
    """
    return table_of_rows(file, list(columns), zip(*columns.values(), strict=True), chunk)


def table_of_rows(
    file: str, header: Sequence[str], rows: Iterable[Sequence[str]], chunk: int = 20_000
) -> TextTable:
    """A table from rows that come one by one, each as wide as the header."""
    builder = TableBuilder(file, header)
    left = iter(rows)
    while some := list(islice(left, chunk)):
        builder.add(some)
    return builder.table()


def kept(table: TextTable, rows: Ints) -> TextTable:
    """Only these rows, in this order; values that none of them has are gone."""
    columns = {name: column_of(column, rows) for name, column in table.columns.items()}
    origin = table.origin
    place = (lambda row: origin(int(rows[row]))) if origin else None
    numbers = rows if table.numbers is None else table.numbers[rows]
    return replace(table, columns=columns, rows=len(rows), origin=place, numbers=numbers)


def column_of(column: Column, rows: Ints) -> Column:
    """A column's cells in some rows."""
    codes, firsts, inverse = np.unique(column.codes[rows], return_index=True, return_inverse=True)
    order = np.argsort(firsts)  # values stand in order of first appearance
    places = np.empty(len(codes), np.int64)
    places[order] = np.arange(len(codes))
    return Column(places[inverse], [column.values[code] for code in codes[order].tolist()])
