"""Histories: a user's interactions strictly before a moment.

Rows of the same second are not each other's history. Sorted once; each look-up is two binary
searches.
"""

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
