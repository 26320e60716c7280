"""Items that a page offers to choose from."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Ints


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
    hits = titles.str.contains(words.casefold(), regex=False) | (data.items.index == words)
    return np.flatnonzero(hits)[:at_most].astype(np.int64)
