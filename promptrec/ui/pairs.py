"""User-item pairs that a page speaks of by their ids."""

from collections.abc import Sequence

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Ints, Pairs


def pairs_by_id(data: Dataset, ids: Sequence[tuple[str, str]]) -> Pairs:
    """Pairs by (user_id, item_id). A pair that occurs means its last row, else this moment.

    An unknown user is a new user without history; an unknown item is a DataError.
    """
    users = np.array([code_or_new(data, user) for user, _ in ids], np.int64)
    items = np.array([data.item_code(item) for _, item in ids], np.int64)
    rows = np.array(
        [last_row(data, int(u), int(i)) for u, i in zip(users, items, strict=True)], np.int64
    )
    unknown = np.full(len(ids), np.nan)
    return Pairs(users, items, rows, unknown, unknown, np.zeros(len(ids), bool))


def code_or_new(data: Dataset, user: str) -> int:
    """Code of the user, -1 for somebody unknown."""
    code = data.user_code(user)
    return -1 if code is None else code


def last_row(data: Dataset, user: int, item: int) -> int:
    """The latest row of a pair, -1 when there is none."""
    rows = np.flatnonzero((data.user == user) & (data.item == item))
    return int(rows[np.lexsort((rows, data.when[rows]))[-1]]) if len(rows) else -1


def items_of(data: Dataset, user: int, at_most: int = 60) -> Ints:
    """Items of a user, newest first."""
    rows = np.flatnonzero(data.user == user)
    newest = rows[np.lexsort((rows, data.when[rows]))][::-1]
    found, first = np.unique(data.item[newest], return_index=True)
    return found[np.argsort(first)][:at_most]


def popular_items(data: Dataset, at_most: int = 40) -> Ints:
    """Items with the most interactions."""
    counts = np.bincount(data.item, minlength=len(data.items))
    return np.argsort(-counts, kind="stable")[:at_most].astype(np.int64)


def find_items(data: Dataset, words: str, at_most: int = 20) -> Ints:
    """Items whose id is `words` or whose title holds them; in file order."""
    titles = data.items["title"].str.casefold()
    hits = titles.str.contains(words.casefold(), regex=False).to_numpy()
    hits |= data.items.index == words
    return np.flatnonzero(hits)[:at_most].astype(np.int64)
