"""One score file -> who, what, whether it was liked, and the score of every row."""

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from promptrec.data.formats.opened import encoding_of, read_any
from promptrec.data.reading.columns import labels, numbers
from promptrec.data.reading.csvfile import read_bytes
from promptrec.data.reading.given import Given
from promptrec.data.reading.mapping import renamed
from promptrec.data.reading.table import TextTable
from promptrec.errors import DataError, SettingsError
from promptrec.files import is_formula, with_formula
from promptrec.records import Floats
from promptrec.words.table import Sentence, sentence

TRUE_FALSE = {"true": "1", "false": "0"}  # as programs write labels that are no numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the columns of score files are called."""

    user: str = "user_id"
    item: str = "item_id"  # may be missing: rows are then held against each other in their order
    label: str = "label"
    score: str = "score"
    liked_from: float | None = None  # the label is a rating: liked from here on; None: 0 or 1

    def __post_init__(self) -> None:
        if self.liked_from is not None and not math.isfinite(self.liked_from):
            raise SettingsError("sentence.liked_from_number", value=self.liked_from)


@dataclass(frozen=True, slots=True, eq=False)
class ScoreFile:
    """Rows of one file, in their order."""

    table: TextTable  # user_id, label, score, and item_id where there is one
    label: Floats  # (rows,) 1 liked, 0 not
    score: Floats  # (rows,)
    notes: tuple[Sentence, ...] = ()  # how the file was read

    @property
    def name(self) -> str:
        """How errors call it."""
        return self.table.file

    @property
    def has_items(self) -> bool:
        """True when rows name their items."""
        return "item_id" in self.table.columns


def read_scores(path: Path, columns: Columns) -> ScoreFile:
    """Read a file: CSV, TSV, Excel, Parquet or JSON. DataError names row and column."""
    return scores_in(str(path), tables_in(path.name, read_bytes(path)), columns)


def tables_in(name: str, content: bytes) -> list[Given]:
    """The tables of a file by its bytes; DataError says what is wrong with it."""
    return read_any(name, content, encoding_of(name, content))


def scores_in(file: str, every: list[Given], columns: Columns) -> ScoreFile:
    """The scores of one of these tables. file: how errors call it."""
    given = the_table(file, every, columns)
    table = given.table
    wanted = {"user_id": columns.user, "label": columns.label, "score": columns.score}
    if columns.item in table.columns:
        wanted["item_id"] = columns.item
    mine = replace(as_given(renamed(table, wanted)), file=file)
    refuse_nobody(mine)
    label = labels_of(mine, columns.liked_from)
    score = numbers(mine, "score", sentence("sentence.want_score"))
    return ScoreFile(mine, label, score, given.notes)


def the_table(file: str, every: list[Given], columns: Columns) -> Given:
    """The table with the columns; a workbook may hold others. DataError names what is missing."""
    needed = {columns.user, columns.label, columns.score}
    found = [one for one in every if needed <= set(one.table.columns)]
    if len(found) > 1:
        raise DataError("sentence.scores_two_tables", file=file, count=len(found))
    if found:
        return found[0]
    there = list(every[0].table.columns)
    missing = [name for name in (columns.user, columns.label, columns.score) if name not in there]
    raise DataError(
        "sentence.scores_columns",
        file=file,
        missing=", ".join(missing),
        columns=", ".join(there),
    )


def as_given(table: TextTable) -> TextTable:
    """Ids as they were before `evaluate --scores` marked what a spreadsheet would run.

    A column in which such text stands unmarked was not written by it, and stays as it is.
    """
    for name in ("user_id", "item_id"):
        column = table.columns.get(name)
        if column is not None and not any(map(is_formula, column.values)):
            table = table.with_column(name, column.mapped(with_formula))
    return table


def refuse_nobody(table: TextTable) -> None:
    """DataError for a row without a user, and for a file without rows."""
    if not table.rows:
        raise DataError("sentence.scores_empty", file=table.file)
    for column in ("user_id", "item_id"):
        cells = table.columns.get(column)
        row = cells.first_where(lambda cell: not cell.strip()) if cells else None
        if row is not None:
            raise table.error(row, column, sentence("sentence.scores_no_id"))


def labels_of(table: TextTable, liked_from: float | None) -> Floats:
    """(rows,) 0 or 1: as written, or 1 for ratings from `liked_from` on."""
    if liked_from is not None:
        rating = numbers(table, "label", sentence("sentence.want_rating"))
        return (rating >= liked_from).astype(np.float64)
    said = table.columns["label"].mapped(lambda cell: TRUE_FALSE.get(cell.strip().lower(), cell))
    return labels(table.with_column("label", said))
