"""Fit rows as a table of users and items, for baselines that learn from them once.

Users are numbered in the order in which they first occur, so a result never depends on what users
are called.
"""

import functools
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from promptrec.baselines.past import scale_of, values_of
from promptrec.data.dataset import Dataset
from promptrec.records import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class FitRows:
    """One entry per user and item that met: the newest. Parallel arrays (entries,)."""

    user: Ints  # from 0, in the order in which users first occur
    item: Ints  # code
    value: Floats  # rating; label where there are none
    label: Floats
    code: Ints  # (users,) of each user in the data set
    items: int
    scale: tuple[float, float]

    @property
    def users(self) -> int:
        """How many have entries."""
        return len(self.code)

    def matrix(self, values: Floats) -> sparse.csr_array:
        """(users, items) with these values (entries,)."""
        return sparse.csr_array((values, (self.user, self.item)), shape=(self.users, self.items))


def fit_rows_of(dataset: Dataset, rows: Ints) -> FitRows:
    """The entries of these row numbers; rows without a value are left out."""
    value = values_of(dataset)
    rows = rows[~np.isnan(value[rows])]
    order = rows[np.lexsort((rows, dataset.when[rows]))[::-1]]  # newest first
    pair = dataset.user[order] * len(dataset.items) + dataset.item[order]
    kept = np.sort(order[np.unique(pair, return_index=True)[1]])
    who = dataset.user[kept]
    user = by_first_occurrence(who)
    code = np.empty(int(user.max(initial=-1)) + 1, np.int64)
    code[user] = who
    return FitRows(
        user=user,
        item=dataset.item[kept],
        value=value[kept],
        label=dataset.label[kept],
        code=code,
        items=len(dataset.items),
        scale=scale_of(dataset, value[rows]),
    )


def by_first_occurrence(codes: Ints) -> Ints:
    """Numbers from 0 in the order in which the codes first occur.

    >>> by_first_occurrence(np.array([7, 2, 7, 5])).tolist()
    [0, 1, 0, 2]
    """
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[inverse]


def dealt(dataset: Dataset, rows: Ints, folds: int) -> Ints:
    """(users,) fold of every user with rows; else -1.

    Dealt out in a random order: in a file every second or third user may be of one taste. The order
    of some users is that of all, so the halves of two of three folds are these two.
    """
    users = np.unique(dataset.user[rows])
    found = np.full(len(dataset.users), -1, np.int64)
    found[users[np.argsort(shuffled(dataset)[users])]] = np.arange(len(users)) % folds
    return found


@functools.lru_cache(maxsize=4)
def shuffled(dataset: Dataset) -> Floats:
    """(users,) a random number for each user by the place at which this user first occurs.

    Whoever comes later changes no number. 1 for users without any row.
    """
    found = np.ones(len(dataset.users))
    codes, first = np.unique(dataset.user, return_index=True)
    found[codes[np.argsort(first)]] = np.random.default_rng(0).random(len(codes))
    return found


def mean_by(codes: Ints, values: Floats, size: int, damping: float) -> Floats:
    """(size,) damped mean of the values of each code; 0 without any."""
    total = np.bincount(codes, values, minlength=size)
    result: Floats = total / (np.bincount(codes, minlength=size) + damping)
    return result
