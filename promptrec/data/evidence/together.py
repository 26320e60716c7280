"""How many other users met an item together with each item of a user's past."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from promptrec.data.evidence.bits import support_by_bits, worth_bits
from promptrec.data.evidence.crowds import places_met
from promptrec.data.evidence.meetings import Meetings
from promptrec.data.evidence.pasts import Pasts
from promptrec.records import Bools, Floats, Ints

LEAST = 2  # other users who met both, below which two items are strangers
PULL = 5.0  # users: a nearness that few stand for is pulled towards 0


@dataclass(frozen=True, eq=False)
class Together:
    """Beside each row of the pasts: the support of its item. Parallel arrays (rows,)."""

    pasts: Pasts
    both: Ints  # other users who met this item and the one in question
    either: Ints  # other users who met this item
    asked: Ints  # (pairs,) other users who met the item in question

    @cached_property
    def nearness(self) -> Floats:
        """(rows,) how near each item is to the one in question; 0 for strangers."""
        return nearness_of(self.both, self.either, self.asked[self.pasts.owner])

    def nearest(self, count: int) -> Bools:
        """(rows,) whether a row is among the `count` nearest of its past; strangers never are.

        Of equally near ones the newer is nearer.
        """
        chosen: Bools = self.nearness > 0
        near = np.bincount(self.pasts.owner[chosen], minlength=len(self.pasts))
        for at in np.flatnonzero(near > count).tolist():
            mine = self.pasts.of(at)
            newest_first = self.nearness[mine][::-1]
            chosen[mine] = False
            chosen[mine.stop - 1 - nearest_places(newest_first, count)] = True
        return chosen


def nearest_places(near: Floats, count: int) -> Ints:
    """Places of the largest numbers, largest first; of equal ones the first.

    >>> nearest_places(np.array([0.2, 0.5, 0.1, 0.5]), 3).tolist()
    [1, 3, 0]
    """
    if count >= len(near):
        return np.argsort(-near, kind="stable")
    least = np.partition(near, len(near) - count)[len(near) - count]
    some = np.flatnonzero(near >= least)
    found: Ints = some[np.argsort(-near[some], kind="stable")[:count]]
    return found


def nearness_of(both: Ints, one: Ints, other: Ints | int) -> Floats:
    """Cosine of two items over users, shrunk where few met both; 0 for strangers.

    both / sqrt(one * other) * both / (both + 5): Sarwar et al. 2001, doi:10.1145/371920.372071,
    shrunk as in Bell and Koren 2007, doi:10.1109/ICDM.2007.90.
    """
    size = np.sqrt(one * np.float64(other))
    shrunk = both / np.maximum(size, 1.0) * both / (both + PULL)
    return np.where(both >= LEAST, shrunk, 0.0)


def together(meetings: Meetings, pasts: Pasts) -> Together:
    """Count for every pair and every item of its past, in the way that is less work here."""
    count = support_by_bits if worth_bits(meetings, pasts) else support_by_crowds
    return Together(pasts, *count(meetings, pasts))


def support_by_crowds(meetings: Meetings, pasts: Pasts) -> tuple[Ints, Ints, Ints]:
    """`both` and `either`, (rows,), and `asked`, (pairs,), from all that each crowd met."""
    owner = pasts.owner
    both = np.zeros(len(pasts.rows), np.int64)
    for at, *_, places in places_met(meetings, pasts):
        mine = both[pasts.of(at)]
        mine[:] = np.bincount(places[places >= 0], minlength=len(mine))
    either = meetings.popularity(pasts.user[owner], pasts.items, pasts.when[owner])
    return both, either, meetings.popularity(pasts.user, pasts.item, pasts.when)
