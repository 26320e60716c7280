"""Column mapping: somebody's own tables -> the columns of the documented format.

The Data page shows `guess`, lets the user correct it, and hands the tables to `assemble`.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from promptrec.data.nearest import hint
from promptrec.data.table import Column, Table, table_of
from promptrec.errors import DataError

INTERACTION_COLUMNS = ("user_id", "item_id", "rating", "label", "timestamp", "split")
ITEM_COLUMNS = ("item_id", "title")
USER_COLUMNS = ("user_id",)
SPELLINGS = {  # compared without case, spaces, dashes and underscores
    "user_id": (
        "userid",
        "user",
        "uid",
        "reviewerid",
        "customerid",
        "memberid",
        "visitorid",
        "usersha1",
    ),
    "item_id": (
        "itemid",
        "item",
        "iid",
        "movieid",
        "productid",
        "parentasin",
        "asin",
        "bookid",
        "isbn",
        "songid",
        "businessid",
        "gametitle",
        "artistid",
        "trackid",
        "newsid",
        "jokeid",
        "artistname",
    ),
    "rating": ("rating", "stars", "score", "overall", "bookrating"),
    "label": ("label", "liked", "like", "click", "clicked"),
    "timestamp": ("timestamp", "time", "unixtime", "unixreviewtime", "ts"),
    "split": ("split", "part", "fold"),
    "title": (
        "title",
        "name",
        "itemname",
        "movietitle",
        "booktitle",
        "productname",
        "gametitle",
        "artistname",
    ),
}


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
    return found


def folded(name: str) -> str:
    """A column name for comparing."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def map_columns(table: Table, columns: Mapping[str, str], drop: Iterable[str] = ()) -> Table:
    """Rename columns: ours -> the file's. Others keep their names; those in `drop` go.

    Raises DataError for a column that the file does not have, and for one name given twice.
    """
    for name in (*columns.values(), *drop):
        if name not in table.columns:
            near = hint(name, table.columns)
            raise DataError(f"{table.file} has no column {name!r}.{near}")
    if len(set(columns.values())) < len(columns):
        raise DataError(f"One column of {table.file} is mapped twice. Choose different columns.")
    gone = {*columns.values(), *drop}
    rest = {name: column for name, column in table.columns.items() if name not in gone}
    again = sorted(set(rest) & set(columns))
    if again:
        raise DataError(
            f"{table.file} already has a column {again[0]!r} that is not the mapped one. "
            "Drop or rename it."
        )
    mapped = {ours: table.columns[theirs] for ours, theirs in columns.items()}
    return Table(table.file, {**mapped, **rest}, table.rows)


def items_of(interactions: Table, columns: Sequence[str] = ()) -> Table:
    """An items table from interactions that also describe their items.

    Each item's first row counts. Without a column title the id stands for it.
    """
    ids = interactions.columns["item_id"]
    _, firsts = np.unique(ids.codes, return_index=True)
    found = {name: taken(interactions.columns[name], firsts) for name in ("item_id", *columns)}
    found.setdefault("title", found["item_id"])
    return table_of(interactions.file, found)


def taken(column: Column, rows: Iterable[int]) -> list[str]:
    """The cells of these rows."""
    return [column.cell(row) for row in rows]
