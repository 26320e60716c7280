"""Histories: a user's interactions strictly before a moment.

Rows of the same second are not each other's history. Sorted once; each look-up is two binary
searches.
"""

import functools

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Bools, Ints


class Histories:
    """The interactions of every user in the order of time."""

    def __init__(self, dataset: Dataset) -> None:
        user, when = dataset.user, dataset.when
        order = np.lexsort((np.arange(len(user)), when, user))
        self._rows: Ints = order.astype(np.int64)
        self._moments = when[order]
        self._item = dataset.item
        self._items = len(dataset.items)
        self._span = int(when.max(initial=0)) + 2  # moments, and one after all of them
        self._keys = user[order] * self._span + self._moments
        places = np.arange(len(dataset.users) + 1)
        self._starts: Ints = np.searchsorted(user[order], places).astype(np.int64)

    def before(self, user: int, when: int, visible: Bools | None = None) -> Ints:
        """Rows of a user with a moment below `when`, oldest first.

        when: as in `Dataset.when`. visible: (n,) rows that may be seen; None: all.
        """
        start, end = int(self._starts[user]), int(self._starts[user + 1])
        stop = start + int(np.searchsorted(self._moments[start:end], when))
        rows = self._rows[start:stop]
        return rows if visible is None else rows[visible[rows]]

    def full(self, user: int, visible: Bools | None = None) -> Ints:
        """Everything a user did, oldest first."""
        rows = self._rows[int(self._starts[user]) : int(self._starts[user + 1])]
        return rows if visible is None else rows[visible[rows]]

    def newest(self, users: Ints, when: Ints, visible: Bools | None = None) -> tuple[Ints, Ints]:
        """Each user's newest row of every item that it met before a moment, oldest first.

        users, when: (n,); nobody (-1) has met nothing. Returns the rows, one user after the other,
        and (n + 1,) where each begins.
        """
        known = users >= 0
        starts = np.where(known, self._starts[users], 0)
        moments = np.clip(when, 0, self._span - 1)
        stops = np.where(known, np.searchsorted(self._keys, users * self._span + moments), 0)
        rows = self._rows[spread(starts, stops)]
        owner = np.repeat(np.arange(len(users)), stops - starts)
        if visible is not None:
            seen = visible[rows]
            rows, owner = rows[seen], owner[seen]
        kept = self._last_of_each(rows, owner)
        rows, owner = rows[kept], owner[kept]
        return rows, np.searchsorted(owner, np.arange(len(users) + 1)).astype(np.int64)

    def _last_of_each(self, rows: Ints, owner: Ints) -> Bools:
        """(rows,) whether no later row of the same owner has the same item."""
        kept = np.ones(len(rows), bool)
        again = np.flatnonzero(self._repeated[rows])
        kept[again] = False
        pair = owner[again] * self._items + self._item[rows[again]]
        kept[again[len(again) - 1 - np.unique(pair[::-1], return_index=True)[1]]] = True
        return kept

    @functools.cached_property
    def _repeated(self) -> Bools:
        """(n,) rows whose user met their item in another row as well."""
        user = self._keys // self._span
        pair = user * self._items + self._item[self._rows]
        order = np.argsort(pair, kind="stable")
        again = np.diff(pair[order]) == 0
        twice = np.zeros(len(pair), bool)
        twice[order[1:][again]] = twice[order[:-1][again]] = True
        found = np.zeros(len(pair), bool)
        found[self._rows] = twice
        return found


@functools.lru_cache(maxsize=4)
def histories_of(dataset: Dataset) -> Histories:
    """The histories of a data set, sorted once for all who ask."""
    return Histories(dataset)


def spread(starts: Ints, stops: Ints) -> Ints:
    """All places of the ranges, one range after the other.

    >>> spread(np.array([2, 7]), np.array([4, 8])).tolist()
    [2, 3, 7]
    """
    lengths = stops - starts
    ends = np.cumsum(lengths)
    inside = np.arange(ends[-1] if len(ends) else 0)
    places: Ints = inside + np.repeat(starts - ends + lengths, lengths)
    return places
