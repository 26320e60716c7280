"""Column mapping: somebody's own tables -> the columns of the documented format.

The Data page shows `guess`, lets the user correct it, and hands the tables to `assemble`. What was
mapped still says in an error which file and column it came from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from promptrec.data.assemble import PARTS, check_filled
from promptrec.data.cells.asked import Answers
from promptrec.data.nearest import hint
from promptrec.data.reading.contents import by_content, fits
from promptrec.data.reading.spellings import SPELLINGS, column_of, folded
from promptrec.data.reading.table import TextTable, kept
from promptrec.data.reading.tables import RESERVED
from promptrec.errors import DataError
from promptrec.records import Ints
from promptrec.words.table import Sentence, sentence

INTERACTION_COLUMNS = RESERVED
ITEM_COLUMNS = ("item_id", "title")
USER_COLUMNS = ("user_id",)


class TablePart(NamedTuple):
    """One table of a data set."""

    columns: tuple[str, ...]  # that have a meaning
    key: str  # the id of its rows, where these stand for one thing each
    needed: tuple[str, ...]


TABLES = {
    "interactions": TablePart(INTERACTION_COLUMNS, "", ("user_id", "item_id")),
    "items": TablePart(ITEM_COLUMNS, "item_id", ("item_id",)),
    "users": TablePart(USER_COLUMNS, "user_id", ("user_id",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody said about the columns of a table."""

    columns: Mapping[str, str]  # ours -> the file's
    kept: Sequence[str] = ()  # other columns of the file that stay, under their own names
    answers: Answers = field(default_factory=dict)  # to what the columns leave open


def guess(header: Iterable[str], wanted: Sequence[str]) -> dict[str, str]:
    """Our column -> the column of the file that probably holds it; those without one are left out.

    >>> guess(["UserID", "movie_id", "stars", "mood"], INTERACTION_COLUMNS)
    {'user_id': 'UserID', 'item_id': 'movie_id', 'rating': 'stars'}
    """
    found: dict[str, str] = {}
    left = {folded(name): name for name in header}
    for ours in wanted:
        for spelling in (folded(ours), *SPELLINGS.get(ours, ())):
            if spelling in left:
                found[ours] = left.pop(spelling)
                break
    for name in list(left.values()):
        meant = column_of(name)
        if meant is not None and meant in wanted and meant not in found:
            found[meant] = name
    return found


def guess_of(table: TextTable, part: str) -> dict[str, str]:
    """The same for a table, by its cells too: a name counts only where they fit.

    Of rating and label only one is taken, and a split only where it holds the parts.
    """
    named = guess(table.columns, TABLES[part].columns)
    unfit = {theirs for ours, theirs in named.items() if not fits(table, ours, theirs, named)}
    named = guess([name for name in table.columns if name not in unfit], TABLES[part].columns)
    bare = next((name for name in table.columns if folded(name) in ("id", "编号")), None)
    key = TABLES[part].key
    if bare and key and key not in named and is_key(table, bare):
        named[key] = bare
    found = {ours: theirs for ours, theirs in named.items() if fits(table, ours, theirs, named)}
    if "rating" in found:
        found.pop("label", None)
    if "split" in found and not set(table.columns[found["split"]].values) <= set(PARTS):
        del found["split"]
    return by_content(table, part, found)


def by_cells(table: TextTable, part: str, guesses: Mapping[str, str]) -> list[str]:
    """The columns of ours that were guessed by what stands in them alone."""
    named = guess(table.columns, TABLES[part].columns)
    return [ours for ours, theirs in guesses.items() if named.get(ours) != theirs]


def is_key(table: TextTable, name: str) -> bool:
    """True for a column that differs in every row."""
    return len(table.columns[name].values) == table.rows


def others(table: TextTable, part: str, columns: Mapping[str, str]) -> list[str]:
    """Columns that may stay beside the mapped ones: a name of ours counts only where mapped."""
    gone = {*columns.values(), *TABLES[part].columns}
    return [name for name in table.columns if name not in gone]


def telling(table: TextTable, names: Iterable[str]) -> list[str]:
    """Those of the columns that differ between rows."""
    return [name for name in names if len({*map(str.strip, table.columns[name].values)}) > 1]


def map_columns(table: TextTable, part: str, choice: Choice) -> TextTable:
    """The mapped columns under our names, and those that stay.

    Raises DataError for a column that the file does not have, for one that is given twice, for one
    that is needed and not given, and for one that would be read as ours without being mapped.
    """
    needed = [name for name in TABLES[part].needed if name not in choice.columns]
    if needed:
        words = [sentence(f"upload.column_{name}") for name in needed]
        raise DataError("sentence.map_missing", file=table.file, column=words[0])
    for name in (*choice.columns.values(), *choice.kept):
        if name not in table.columns:
            near = hint(name, table.columns)
            raise DataError(
                "sentence.no_column_named", file=table.file, column=repr(name), near=near
            )
    twice = sorted(name for name in choice.columns.values() if count(choice, name) > 1)
    if twice:
        raise DataError("sentence.map_twice", file=table.file, column=twice[0])
    again = sorted(set(choice.kept) - set(others(table, part, choice.columns)))
    if again:
        raise DataError("sentence.map_ours", file=table.file, column=again[0])
    mapped = renamed(table, choice.columns)
    kept_columns = {name: table.columns[name] for name in choice.kept}
    return replace(mapped, columns={**mapped.columns, **kept_columns})


def renamed(table: TextTable, columns: Mapping[str, str]) -> TextTable:
    """Only the mapped columns, under our names."""
    found = {ours: table.columns[theirs] for ours, theirs in columns.items()}
    return replace(table, columns=found, names=dict(columns))


def count(choice: Choice, name: str) -> int:
    """How often a column of the file is mapped."""
    return list(choice.columns.values()).count(name)


def titled(items: TextTable) -> TextTable:
    """Items with titles: without such a column the id stands for it."""
    columns = {"title": items.columns["item_id"], **items.columns}
    return replace(items, columns=columns)


def one_row_each(table: TextTable, key: str) -> tuple[TextTable, Sentence | None]:
    """The first row of each id; and how many ids say something else in a later row.

    So items and users come from a file of interactions that also describes them.
    """
    check_filled(table, key)
    ids = table.columns[key].codes
    _, firsts = np.unique(ids, return_index=True)
    return kept(table, firsts), conflicts(table, key, firsts[ids])


def conflicts(table: TextTable, key: str, first: Ints) -> Sentence | None:
    """How many ids say something else in a later row. first: (rows,) the first row of the id."""
    ids = table.columns[key].codes
    differs = {name: column.codes != column.codes[first] for name, column in table.columns.items()}
    rows = np.flatnonzero(np.any(list(differs.values()), axis=0))
    if not len(rows):
        return None
    row = int(rows[0])
    column = next(name for name, found in differs.items() if found[row])
    return sentence(
        f"sentence.map_conflicts_{key}",
        count=len(np.unique(ids[rows])),
        file=table.file,
        row=table.number(row),
        column=table.names.get(column, column),
    )
