"""The histories of many pairs at once: which rows each pair's user may be judged by.

The same rule as `data.history`: visible rows of the user, strictly older than the moment from which
the pair is predicted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from promptrec.baselines.past import Past
from promptrec.records import Bools, Floats, Ints, Pairs

CHUNK = 512  # histories held as a dense block at a time
PAIRS = 8192  # pairs multiplied at a time


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


def histories_of(past: Past, pairs: Pairs, when: Ints) -> PairHistories:
    """The histories of the pairs. when: (pairs,) the moment of each."""
    data = past.dataset
    span = int(data.when.max(initial=0)) + 2
    seen = np.flatnonzero(past.view.visible)
    joined = data.user[seen] * span + data.when[seen]
    order = np.argsort(joined, kind="stable")
    seen, joined = seen[order], joined[order]
    wanted = pairs.user * span + np.clip(when, 0, span - 1)
    known, key = np.unique(wanted, return_inverse=True)
    first = np.searchsorted(joined, known // span * span)
    last = np.searchsorted(joined, known)
    starts = np.concatenate(([0], np.cumsum(last - first)))
    inside = np.arange(starts[-1]) - np.repeat(starts[:-1] - first, last - first)
    rows = seen[inside]
    return PairHistories(key, starts, rows, data.item[rows], len(data.items))


def known_before(past: Past, pairs: Pairs, side: str) -> Ints:
    """(pairs,) visible rows of the user, or fit rows of the item, older than each pair's moment."""
    when = past.view.moments(pairs)
    if side == "user":
        found = histories_of(past, pairs, when)
        return found.lengths[found.key]
    return past.by_item(pairs.item, when)[1].astype(np.int64)


def worth_of(
    found: PairHistories, block: Callable[[slice], Floats], items: Ints, size: int = CHUNK
) -> Floats:
    """(pairs,) worth from blocks of so many histories.

    block(slice): (histories of the slice, items) what every item is worth to them.
    """
    result = np.zeros(len(found.key))
    for part, places in found.blocks(size):
        if len(places):
            result[places] = block(part)[found.key[places] - part.start, items[places]]
    return result


def products(found: PairHistories, users: Floats, vectors: Floats, items: Ints) -> Floats:
    """(pairs,) user . item. users: (histories, factors), vectors: (items, factors)."""
    result = np.empty(len(items))
    for start in range(0, len(items), PAIRS):
        part = slice(start, start + PAIRS)
        result[part] = np.einsum("pf,pf->p", users[found.key[part]], vectors[items[part]])
    return result
