"""How many users liked an item before a moment: the figures behind {item.summary}.

Counted are only the rows handed in (the labelled rows a run trains on) that are strictly older than
the predicted row, so a row never counts itself.
"""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Ints


class ItemStatistics:
    """Liked and seen counts per item and moment."""

    def __init__(self, dataset: Dataset, rows: Ints) -> None:
        """rows: the labelled interactions that may be counted."""
        rows = np.asarray(rows, np.int64)
        self._span = int(dataset.when.max(initial=0)) + 2  # moments, and one after all of them
        keys = dataset.item[rows] * self._span + dataset.when[rows]
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        liked = (dataset.label[rows] > 0)[order]
        self._liked: Ints = np.concatenate(([0], np.cumsum(liked))).astype(np.int64)

    def counts(self, items: Ints, when: Ints) -> tuple[Ints, Ints]:
        """(liked, seen) per pair of item code and moment; both (n,).

        when: as in `Dataset.when`; anything larger means after everything.
        """
        first = np.asarray(items, np.int64) * self._span
        start = np.searchsorted(self._keys, first)
        moments = np.clip(np.asarray(when, np.int64), 0, self._span - 1)
        stop = np.searchsorted(self._keys, first + moments)
        return self._liked[stop] - self._liked[start], (stop - start).astype(np.int64)
