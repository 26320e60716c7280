"""Which interaction a user id and an item id mean together."""

from collections.abc import Sequence

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import named
from promptrec.errors import DataError
from promptrec.records import Ints, Pairs


def pairs_by_id(dataset: Dataset, ids: Sequence[tuple[str, str]]) -> Pairs:
    """Pairs by (user_id, item_id). A pair that occurs means its last row, else no row: now.

    An unknown user is a new user without history; an unknown item is a DataError.
    """
    users = np.array([code_or_new(dataset, user) for user, _ in ids], np.int64)
    items = np.array([dataset.item_code(item) for _, item in ids], np.int64)
    rows = [last_row(dataset, int(u), int(i)) for u, i in zip(users, items, strict=True)]
    return pairs_at(dataset, users, items, np.array(rows, np.int64))


def pairs_at(dataset: Dataset, users: Ints, items: Ints, rows: Ints) -> Pairs:
    """Pairs with the labels and ratings of their rows; nan where there is no row (-1)."""
    known = rows >= 0
    place = np.maximum(rows, 0)
    label = np.where(known, dataset.label[place], np.nan)
    rating = np.full(len(rows), np.nan)
    if dataset.rated:
        found = dataset.interactions["rating"].to_numpy(np.float64)[place]
        rating = np.where(known, found, np.nan)
    return Pairs(users, items, rows, label, rating, np.zeros(len(rows), bool))


def pairs_now(dataset: Dataset, users: Ints | int, items: Ints) -> Pairs:
    """Pairs at this moment: full history, empty context, unknown label. One user, or one each."""
    rows = np.full(len(items), -1, np.int64)
    return pairs_at(dataset, np.broadcast_to(users, len(items)).astype(np.int64), items, rows)


def pair_at_row(dataset: Dataset, user: str, item: str, row: int) -> Pairs:
    """The pair at data row `row` of interactions.csv, from 1; DataError when it is another pair."""
    users = np.array([code_or_new(dataset, user)], np.int64)
    items = np.array([dataset.item_code(item)], np.int64)
    rows = rows_of(dataset, int(users[0]), int(items[0]))
    if row - 1 not in rows:
        places = named(str(found + 1) for found in rows)
        raise DataError(
            "sentence.no_such_pair", row=row, user=repr(user), item=repr(item), places=places
        )
    return pairs_at(dataset, users, items, np.array([row - 1], np.int64))


def code_or_new(dataset: Dataset, user: str) -> int:
    """Code of the user, -1 for somebody unknown."""
    code = dataset.user_code(user)
    return -1 if code is None else code


def rows_of(dataset: Dataset, user: int, item: int) -> Ints:
    """All rows of a pair, in file order."""
    return np.flatnonzero((dataset.user == user) & (dataset.item == item)).astype(np.int64)


def last_row(dataset: Dataset, user: int, item: int) -> int:
    """The latest row of a pair, -1 when there is none."""
    rows = rows_of(dataset, user, item)
    return int(rows[np.lexsort((rows, dataset.when[rows]))[-1]]) if len(rows) else -1
