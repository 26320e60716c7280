"""Ceilings: the most users that can have met two items before a moment.

Meetings are only ever added. So as many as had met two items by a later moment is the most that had
by any before it. This is counted once, at a few moments, for all items: who asks for the nearest of
an item then counts exactly only where the ceiling reaches what is found already.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from promptrec.records import Ints

LARGEST = 2**28  # bytes of all ceilings
MOST = 6  # moments
STEP = 0.8  # the meetings before a moment, of those before the next
SLAB = 512  # items that are counted at a time
LIKELY = 32  # items that are counted exactly first

Counts = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Ceilings:
    """Per moment and two items: the users who had met both strictly before it."""

    moments: Ints  # (moments - 1,) ascending; one more is after everything
    both: Counts  # (moments, items, items); on the diagonal who had met the item
    likely: dict[int, Ints]  # per item, kept for who asks next

    @classmethod
    def of(cls, user: Ints, item: Ints, when: Ints, users: int, items: int) -> "Ceilings":
        """Of meetings, oldest first, each user and item once."""
        count = room(users, items)
        wanted = (len(when) * STEP ** np.arange(count - 1, 0, -1)).astype(int)
        moments = np.unique(when[wanted])
        ends = [*np.searchsorted(when, moments).tolist(), len(when)]
        both = np.zeros((len(ends), items, items), kind(users))
        for place, end in enumerate(ends):
            both[place] = both[place - 1] if place else 0
            start = ends[place - 1] if place else 0
            for rows, found in added(user[:end], item[:end], start, (users, items)):
                both[place, rows] += found.astype(both.dtype)
        return cls(moments, both, {})

    def place(self, when: int) -> int:
        """Of the first moment that is not before this one."""
        return int(np.searchsorted(self.moments, when))

    def first(self, item: int) -> Ints:
        """Items that are likely to be the nearest of an item, in no order: they are in the end."""
        found = self.likely.get(item)
        if found is None:
            both = self.both[-1]
            people = np.maximum(both.diagonal(), 1).astype(np.float32)
            score = squared(both[item], np.float32(1.0) / people)
            score[item] = -1.0
            few = min(LIKELY, len(score) - 1)
            found = np.argpartition(score, len(score) - few - 1)[len(score) - few :]
            self.likely[item] = found
        return found


def room(users: int, items: int) -> int:
    """For how many moments there is room."""
    return min(MOST, LARGEST // max(1, items * items * kind(users).itemsize))


def kind(users: int) -> np.dtype[np.uint16] | np.dtype[np.uint32]:
    """The smallest numbers that can count so many users."""
    return np.dtype(np.uint16) if users < 2**16 else np.dtype(np.uint32)


def added(
    user: Ints, item: Ints, start: int, shape: tuple[int, int]
) -> Iterator[tuple[slice, npt.NDArray[np.int32]]]:
    """What meetings from `start` on add to the counts: slabs of rows. shape: users, items."""
    from scipy import sparse  # a command that renders one prompt never comes here

    users, items = shape
    ones = np.ones(len(user), np.int32)
    every = sparse.csr_array((ones, (item, user)), shape=(items, users))
    new = sparse.csr_array((ones[start:], (item[start:], user[start:])), shape=(items, users))
    by_user, new_by_user = sparse.csr_array(every.T), sparse.csr_array(new.T)
    old = every - new
    for begin in range(0, items, SLAB):
        rows = slice(begin, begin + SLAB)
        yield rows, (new[rows] @ by_user).toarray()
        yield rows, (old[rows] @ new_by_user).toarray()


def squared(both: Counts, share: Singles) -> Singles:
    """Square of how near items are, times who met the one in question: close, never exact.

    share: one divided by who met each item.
    """
    found = both.astype(np.float32)
    found *= found / (found + np.float32(5.0))
    found *= found
    found *= share
    return found
