"""Which items people meet together with an item, whoever asks."""

from collections.abc import Iterable, Iterator

import numpy as np

from promptrec.data.evidence.bits import FILLING, Filled, fits, words_of
from promptrec.data.evidence.ceilings import room, squared
from promptrec.data.evidence.crowds import all_met, all_met_by, crowds
from promptrec.data.evidence.meetings import Meetings, joined
from promptrec.data.evidence.near import nearest_places
from promptrec.data.evidence.pasts import Pasts
from promptrec.data.evidence.together import LEAST, nearness_of
from promptrec.records import Floats, Ints

CLOSE = 1 - 1e-4  # a rounded square of nearness is at least this much of the exact one
EVERY = 4  # what it costs to look at the ceiling of an item, in meetings of a crowd
NOTHING = 1e-12  # a square of nearness below which nobody met both
MAKING = 2  # and to count a meeting of two items for the ceilings

Found = Iterator[tuple[int, Ints]]  # a pair, and the items nearest to its own


def also_met(meetings: Meetings, pasts: Pasts, count: int) -> list[Ints]:
    """Per pair the items nearest to its own by others who met both, nearest first.

    Of equally near ones that of the lower code comes first. The item itself is left out.
    """
    result = [np.zeros(0, np.int64)] * len(pasts)
    left = dict.fromkeys(range(len(pasts)))
    if worth_ceilings(meetings, pasts):
        for at, items in also_by_ceilings(meetings, pasts, count):
            result[at] = items
            del left[at]
    for at, items in also_by_crowds(meetings, pasts, count, left):
        result[at] = items
    return result


def worth_ceilings(meetings: Meetings, pasts: Pasts) -> bool:
    """Whether ceilings are less work than to go through all that the crowds met, and fit in memory.

    They are made when crowds have been as much work as making them: for a few pairs, never.
    """
    by_crowds = int(meetings.reach[pasts.item].sum())
    by_ceilings = FILLING * len(meetings) + EVERY * meetings.items * len(pasts)
    users = len(meetings.dataset.users)
    if by_crowds < by_ceilings or not room(users, meetings.items) or not fits(meetings):
        return False
    meetings.gone_through += by_crowds
    return meetings.gone_through >= making(meetings)


def making(meetings: Meetings) -> int:
    """The work of making ceilings."""
    return MAKING * int((np.diff(meetings.of_user.starts) ** 2).sum())


def also_by_ceilings(meetings: Meetings, pasts: Pasts, count: int) -> Found:
    """Counted exactly, as bits, where the ceiling is as near as what is found already.

    Pairs for which that is more work than their crowd, as at first, are left out.
    """
    ceilings, filled = meetings.ceilings, Filled(meetings, int(pasts.when.max(initial=0)))
    most = meetings.reach // words_of(meetings)
    for pairs, own in asked_at_once(meetings, pasts):
        place = ceilings.place(int(pasts.when[pairs[0]]))
        if place == 0 < len(ceilings.moments):
            continue
        filled.move(int(pasts.when[pairs[0]]))
        now = Now(filled, int(pasts.user[pairs[0]]), own)
        for at, item in zip(pairs, pasts.item[pairs].tolist(), strict=True):
            near = now.near(item, ceilings.first(item))
            least = np.sort(near)[-count] if count <= len(near) else 0.0
            highest = squared(ceilings.both[place, item], now.share)
            highest[item] = 0.0
            enough = CLOSE * least * least * now.people[item]
            some = np.flatnonzero(highest >= max(enough, NOTHING))
            if len(some) <= most[item]:
                near = now.near(item, some)
                some, near = some[near > 0], near[near > 0]
                yield at, some[nearest_places(near, count)]


def asked_at_once(meetings: Meetings, pasts: Pasts) -> Iterator[tuple[list[int], Ints]]:
    """Pairs of one user and moment, in the order of time, and the items that the user had met."""
    side, users = meetings.of_user, np.maximum(pasts.user, 0)
    starts = side.starts[users]
    stops = np.where(pasts.user >= 0, side.stops(users, pasts.when), starts)
    order = np.lexsort((pasts.user, pasts.when))
    new = (np.diff(pasts.user[order]) != 0) | (np.diff(pasts.when[order]) != 0)
    for pairs in np.split(order, np.flatnonzero(new) + 1) if len(order) else []:
        yield pairs.tolist(), side.other[starts[pairs[0]] : stops[pairs[0]]]


class Now:
    """Who met what before a moment, without the user who asks."""

    def __init__(self, filled: Filled, user: int, own: Ints) -> None:
        """own: the items that the user met before it."""
        self._filled, self._user = filled, user
        self.people = filled.people.copy()  # who met each item
        self.people[own] -= 1
        self.share = np.float32(1.0) / np.maximum(self.people, 1).astype(np.float32)

    def near(self, item: int, items: Ints) -> Floats:
        """How near items are to one."""
        both = self._filled.table[items] & self._filled.without(item, self._user)
        support = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        return nearness_of(support, self.people[items], self.people[item])


def also_by_crowds(meetings: Meetings, pasts: Pasts, count: int, pairs: Iterable[int]) -> Found:
    """From all that each crowd met. pairs: places of those that are asked for."""
    mine = np.zeros(meetings.items, np.int64)
    for at, crowd, clock in crowds(meetings, pasts, pairs, more=meetings.items):
        met = joined(meetings.of_user.other, *all_met(meetings, crowd, clock))
        both = np.bincount(met, minlength=meetings.items)
        both[pasts.item[at]] = 0
        others = np.flatnonzero(both >= LEAST)
        own = all_met_by(meetings, int(pasts.user[at]), clock)
        mine[own] = 1
        people = clock.of_items(others) - meetings.of_item.starts[others] - mine[others]
        mine[own] = 0
        near = nearness_of(both[others], people, len(crowd.people))
        yield at, others[nearest_places(near, count)]
