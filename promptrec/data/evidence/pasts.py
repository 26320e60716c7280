"""The pasts of many pairs at once: what each pair's user met before its moment.

The same rule as `data.history`: visible rows of the user, strictly older than the moment from which
the pair is predicted. An item that was met several times counts once, by its newest row; the item
in question itself is left out.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.history import Histories, histories_of, spread
from promptrec.data.moments import View, moments_of
from promptrec.records import Bools, Ints, Pairs


@dataclass(frozen=True, slots=True, eq=False)
class Pasts:
    """(pairs,) users, items and moments, and the newest row of each other item of their past."""

    user: Ints
    item: Ints
    when: Ints
    same: Ints  # pairs of one number have one user, one moment and the very same past
    starts: Ints  # (pairs + 1,) where each past begins in `rows`
    rows: Ints  # row numbers, past after past, oldest first
    items: Ints  # the item of each
    liked: Bools  # the user's own label of each

    def __len__(self) -> int:
        return len(self.user)

    def of(self, at: int) -> slice:
        """The place of one pair's past in `rows`."""
        return slice(int(self.starts[at]), int(self.starts[at + 1]))

    @property
    def owner(self) -> Ints:
        """(rows,) the pair of each row."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def alike(self) -> list[list[int]]:
        """Pairs by what they have the same; those without a past are left out."""
        order = np.argsort(self.same, kind="stable")
        order = order[np.diff(self.starts)[order] > 0]
        ends = np.flatnonzero(np.diff(self.same[order], append=-1)) + 1
        places = order.tolist()
        return [places[start:end] for start, end in itertools.pairwise([0, *ends.tolist()])]


def pasts_of(
    dataset: Dataset, pairs: Pairs, view: View | None, histories: Histories | None = None
) -> Pasts:
    """The pasts of the pairs. view: what they may know; None: all rows older than their own."""
    known = histories or histories_of(dataset)
    when = view.moments(pairs) if view else moments_of(dataset.when, pairs)
    users, moments, which = askers(pairs.user, when)
    joined, ends = known.newest(users, moments, view.visible if view else None)
    rows = joined[spread(ends[which], ends[which + 1])]
    owner = np.repeat(np.arange(len(pairs)), ends[which + 1] - ends[which])
    other = dataset.item[rows] != pairs.item[owner]
    own = np.full(len(pairs), -1)  # the item in question where it is in the past: never the same
    own[owner[~other]] = pairs.item[owner[~other]]
    rows, owner = rows[other], owner[other]
    return Pasts(
        user=pairs.user,
        item=pairs.item,
        when=when,
        same=which * (len(dataset.items) + 1) + own + 1,
        starts=np.searchsorted(owner, np.arange(len(pairs) + 1)).astype(np.int64),
        rows=rows,
        items=dataset.item[rows],
        liked=dataset.label[rows] > 0,
    )


def askers(users: Ints, when: Ints) -> tuple[Ints, Ints, Ints]:
    """Each user at each moment once, and (pairs,) which of them asks."""
    moments, place = np.unique(when, return_inverse=True)
    keys, which = np.unique(users * len(moments) + place, return_inverse=True)
    return keys // max(len(moments), 1), moments[keys % max(len(moments), 1)], which
