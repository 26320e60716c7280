"""The pasts of many pairs at once: what each pair's user met before its moment.

The same rule as `data.history`: visible rows of the user, strictly older than the moment from which
the pair is predicted. An item that was met several times counts once, by its newest row; the item
in question itself is left out.
"""

from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.evidence.meetings import spread
from promptrec.data.history import Histories
from promptrec.data.moments import View, moments_of
from promptrec.records import Bools, Ints, Pairs


@dataclass(frozen=True, slots=True, eq=False)
class Pasts:
    """(pairs,) users, items and moments, and the newest row of each other item of their past."""

    user: Ints
    item: Ints
    when: Ints
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


def pasts_of(
    dataset: Dataset, pairs: Pairs, view: View | None, histories: Histories | None = None
) -> Pasts:
    """The pasts of the pairs. view: what they may know; None: all rows older than their own."""
    known = histories or Histories(dataset)
    when = view.moments(pairs) if view else moments_of(dataset.when, pairs)
    visible = view.visible if view else None
    asked = np.stack((pairs.user, when), axis=1)
    each, which = np.unique(asked, axis=0, return_inverse=True)
    found = [newest(dataset, known, int(user), int(moment), visible) for user, moment in each]
    ends = np.cumsum([0, *map(len, found)])
    joined = np.concatenate(found) if found else np.zeros(0, np.int64)
    which = which.reshape(-1)
    rows = joined[spread(ends[which], ends[which + 1])]
    owner = np.repeat(np.arange(len(pairs)), ends[which + 1] - ends[which])
    other = dataset.item[rows] != pairs.item[owner]
    rows, owner = rows[other], owner[other]
    starts = np.searchsorted(owner, np.arange(len(pairs) + 1)).astype(np.int64)
    return Pasts(
        pairs.user, pairs.item, when, starts, rows, dataset.item[rows], dataset.label[rows] > 0
    )


def newest(
    dataset: Dataset, histories: Histories, user: int, when: int, visible: Bools | None
) -> Ints:
    """The newest row of each item that a user met before a moment, oldest first."""
    if user < 0:
        return np.zeros(0, np.int64)
    rows = histories.before(user, when, visible)
    _, last = np.unique(dataset.item[rows][::-1], return_index=True)
    return rows[np.sort(len(rows) - 1 - last)]
