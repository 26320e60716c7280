"""cold_user and cold_item: whole users, or whole items, are held out."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.splits.parts import PAST, TRAIN, Parts, shares
from promptrec.errors import DataError
from promptrec.records import Ints

FEWEST = 3  # users or items: one for each part


def cold_user(dataset: Dataset, seed: int, known: int = 0) -> Parts:
    """A seeded 80/10/10 of the users: no user of valid or test has a row in train.

    A held-out user's first `known` rows are history only, never targets; nothing else of this user
    is ever seen.
    """
    users = with_rows(dataset.user, "users")
    part = side_parts(users, dataset.user, seed)
    order = np.lexsort((np.arange(len(part)), dataset.when, dataset.user))
    sorted_users = dataset.user[order]
    place = np.arange(len(part)) - np.searchsorted(sorted_users, sorted_users)  # 0: the oldest
    first = np.zeros(len(part), bool)
    first[order] = place < known
    part[first & (part != TRAIN)] = PAST
    return Parts(part, blind=True)


def cold_item(dataset: Dataset, seed: int) -> Parts:
    """A seeded 80/10/10 of the items: no item of valid or test has a row in train.

    Histories in valid and test hold train rows only.
    """
    items = with_rows(dataset.item, "items")
    return Parts(side_parts(items, dataset.item, seed), blind=True)


def with_rows(codes: Ints, what: str) -> Ints:
    """The users or items that occur in the interactions."""
    found = np.unique(codes)
    if len(found) < FEWEST:
        users = what == "users"
        key = "sentence.few_users_to_split" if users else "sentence.few_items_to_split"
        raise DataError(key, least=FEWEST, count=len(found))
    return found


def side_parts(found: Ints, codes: Ints, seed: int) -> "np.ndarray[tuple[int], np.dtype[np.int8]]":
    """(n,) part of every row, by the part of its user or item."""
    return shares(len(found), seed)[np.searchsorted(found, codes)]
