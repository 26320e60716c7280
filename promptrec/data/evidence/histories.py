"""Histories side by side: which rows each of many users may be judged by, as tables of items."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from promptrec.records import Bools, Floats, Ints

CHUNK = 512  # histories held as a dense block at a time


@dataclass(frozen=True, slots=True, eq=False)
class PairHistories:
    """One history per user and moment; pairs that share both share it."""

    key: Ints  # (pairs,) which history is a pair's
    starts: Ints  # (histories + 1,) where each begins in `rows`
    rows: Ints  # row numbers, history after history, oldest first
    items: Ints  # (rows,) item of each
    width: int  # number of items of the data set

    def matrix(self, values: Floats) -> sparse.csr_array:
        """(histories, items) the values (rows,) of each history's rows; repeated items add up."""
        shape = (len(self.starts) - 1, self.width)
        return sparse.csr_array((values, self.items, self.starts), shape=shape)

    def once(self, chosen: Bools) -> sparse.csr_array:
        """(histories, items) 1 where one or more of the chosen rows (rows,) met the item."""
        found = self.matrix(
            chosen.astype(np.float64)
        ).copy()  # else the items below would be put in order
        found.sum_duplicates()
        found.data = np.minimum(found.data, 1.0)
        return found

    def sums(self, values: Floats) -> Floats:
        """(histories,) sum of the values (rows,) of each history, to the bit its own alone."""
        owner = np.repeat(np.arange(len(self.lengths)), self.lengths)
        result: Floats = np.zeros(len(self.lengths))
        np.add.at(result, owner, values)
        return result

    @property
    def lengths(self) -> Ints:
        """(histories,) rows of each."""
        return np.diff(self.starts)

    def blocks(self, size: int = CHUNK) -> Iterator[tuple[slice, Ints]]:
        """Slices of so many histories, each with the places of the pairs judged by them."""
        order = np.argsort(self.key, kind="stable")
        keys = self.key[order]
        for start in range(0, len(self.starts) - 1, size):
            low, high = np.searchsorted(keys, (start, start + size))
            yield slice(start, start + size), order[low:high]
