"""Meetings: who met which item first when, in the order of users and in the order of items.

A user who met an item several times met it when first; what this user thought of it is the label of
that row. Sorted once; a look-up reads only the rows of the users and items in question.
"""

import functools
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from promptrec.data.dataset import Dataset
from promptrec.data.evidence.ceilings import Ceilings
from promptrec.data.moments import NOW
from promptrec.records import Bools, Ints

Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Meetings grouped by user, or by item, oldest first within each. Parallel arrays."""

    starts: Ints  # (codes + 1,) where each user or item begins
    other: Ints  # (meetings,) the item, or the user
    liked: Bools  # (meetings,)
    rows: Ints  # (meetings,) the row of each
    keys: Ints  # (meetings,) code * span + moment, ascending
    span: int  # moments, and one after all of them

    @classmethod
    def of(cls, dataset: Dataset, rows: Ints, mine: Ints, other: Ints, codes: int) -> "Grouped":
        """Group rows by `mine`, (n,) of all rows, which has so many codes."""
        span = int(dataset.when.max(initial=0)) + 2
        keys = mine[rows] * span + dataset.when[rows]
        order = np.argsort(keys, kind="stable")
        rows = rows[order]
        starts = np.searchsorted(mine[rows], np.arange(codes + 1)).astype(np.int64)
        return cls(starts, other[rows], dataset.label[rows] > 0, rows, keys[order], span)

    def stops(self, codes: Ints | int, when: Ints | int) -> Ints:
        """Where the meetings of each code that are strictly before a moment end."""
        moments = np.clip(when, 0, self.span - 1)
        found: Ints = np.searchsorted(self.keys, codes * self.span + moments)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class InTime:
    """Meetings, oldest first. Parallel arrays (meetings,)."""

    user: Ints
    item: Ints
    when: Ints


class Meetings:
    """Who met what in the rows that may be used."""

    def __init__(self, dataset: Dataset, usable: Ints) -> None:
        """usable: row numbers that may speak for somebody else, whoever asks."""
        rows = np.asarray(usable, np.int64)
        rows = rows[np.lexsort((rows, dataset.when[rows]))]
        self.dataset = dataset
        self.items = len(dataset.items)
        pair = dataset.user[rows] * self.items + dataset.item[rows]
        self._pairs, first = np.unique(pair, return_index=True)  # ascending: for `met_before`
        rows = rows[first]  # the first meeting of each pair
        user, item = dataset.user, dataset.item
        self._rows, self._when = rows, dataset.when[rows]
        self._begins = np.full(len(dataset.users), NOW, np.int64)  # of each user
        np.minimum.at(self._begins, user[rows], self._when)
        self._sorted_begins = np.sort(self._begins)
        self.of_user = Grouped.of(dataset, rows, user, item, len(dataset.users))
        self.of_item = Grouped.of(dataset, rows, item, user, self.items)
        self.gone_through = 0  # what crowds met, by all who asked what is met together

    def __len__(self) -> int:
        return len(self._pairs)

    @functools.cached_property
    def in_time(self) -> "InTime":
        """All of them, oldest first."""
        order = np.argsort(self._when, kind="stable")
        rows = self._rows[order]
        return InTime(self.dataset.user[rows], self.dataset.item[rows], self._when[order])

    @functools.cached_property
    def opinions(self) -> Ints:
        """(meetings,) as `of_item`: twice the user, and one more where the user liked the item."""
        return 2 * self.of_item.other + self.of_item.liked

    @functools.cached_property
    def reach(self) -> Ints:
        """(items,) all that the users who ever met an item ever met: the work of its crowd."""
        met = np.diff(self.of_user.starts)[self.of_item.other]
        sums = np.concatenate(([0], np.cumsum(met)))
        return np.diff(sums[self.of_item.starts])

    @functools.cached_property
    def ceilings(self) -> Ceilings:
        """The most users that can have met two items before a moment."""
        met = self.in_time
        return Ceilings.of(met.user, met.item, met.when, len(self.dataset.users), self.items)

    def met_before(self, users: Ints, items: Ints, when: Ints) -> Bools:
        """(n,) whether each user met each item strictly before a moment, in the usable rows."""
        if not len(self._pairs):
            return np.zeros(len(items), bool)
        wanted = np.where(users >= 0, users * self.items + items, -1)
        at = np.minimum(np.searchsorted(self._pairs, wanted), len(self._pairs) - 1)
        found: Bools = (self._pairs[at] == wanted) & (self._when[at] < when)
        return found

    def people(self, users: Ints, when: Ints) -> Ints:
        """(n,) different users other than each user who met anything strictly before."""
        known = users >= 0
        own = np.zeros(len(users), bool)
        own[known] = self._begins[users[known]] < when[known]
        found: Ints = np.searchsorted(self._sorted_begins, when) - own
        return found

    def popularity(self, users: Ints, items: Ints, when: Ints) -> Ints:
        """(n,) different users other than each user who met each item strictly before."""
        every = self.of_item.stops(items, when) - self.of_item.starts[items]
        return every - self.met_before(users, items, when)


@functools.lru_cache(maxsize=4)
def kept_meetings(dataset: Dataset, usable: bytes) -> Meetings:
    """The meetings of these row numbers, made once: a template is looked up at every keystroke."""
    return Meetings(dataset, np.frombuffer(usable, np.int64))


def meetings_of(dataset: Dataset, usable: Ints) -> Meetings:
    """Who met what in these rows, kept for the next who asks."""
    return kept_meetings(dataset, np.asarray(usable, np.int64).tobytes())


def joined(values: npt.NDArray[Value], starts: Ints, stops: Ints) -> npt.NDArray[Value]:
    """The values in all ranges, one range after the other.

    >>> joined(np.arange(10, 20), np.array([2, 7]), np.array([4, 8])).tolist()
    [12, 13, 17]
    """
    ranges = zip(starts.tolist(), stops.tolist(), strict=True)
    parts = [values[start:stop] for start, stop in ranges]
    return np.concatenate(parts) if parts else values[:0]
