"""Like-minded users: of those who met an item and rate as a user does, how many liked it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from promptrec.data.evidence.clock import Clock
from promptrec.data.evidence.crowds import Crowd, crowd_of, places_met
from promptrec.data.evidence.meetings import Meetings, joined
from promptrec.data.evidence.pasts import Pasts
from promptrec.records import Ints

SHARED = 3  # items that two users have both met, below which nobody is like-minded
AGREED = 2 / 3  # share of them that both thought the same of

# Work, in meetings of users who met an item of a past.
BEGUN = 100  # to go on to another item of the past
COUNTED = 4  # for each user of the data
OF_CROWDS = 6  # for each meeting of a crowd

Agreement = tuple[int, Crowd, Ints, Ints]  # a pair, its crowd, and of each: shared, agreed


@dataclass(frozen=True, slots=True, eq=False)
class LikeMinded:
    """(pairs,) like-minded others who met the item, and those of them who liked it."""

    liked: Ints
    people: Ints
    rows: tuple[Ints, ...]  # per pair the rows in which they met it


def likeminded(meetings: Meetings, pasts: Pasts) -> LikeMinded:
    """Count for every pair. Two users agree on an item when both liked it, or both did not."""
    liked, people = np.zeros((2, len(pasts)), np.int64)
    rows = [np.zeros(0, np.int64)] * len(pasts)
    for at, crowd, shared, agreed in agreements(meetings, pasts):
        alike = (shared >= SHARED) & (agreed >= AGREED * shared)
        liked[at], people[at] = crowd.liked[alike].sum(), alike.sum()
        rows[at] = crowd.rows[alike]
    return LikeMinded(liked, people, tuple(rows))


def agreements(meetings: Meetings, pasts: Pasts) -> Iterator[Agreement]:
    """Every pair with a past once, in the way that is less work for it and those of one past."""
    by_crowds, by_past = [], []
    met, users = np.diff(meetings.of_item.starts), len(meetings.dataset.users)
    for pairs in pasts.alike():
        items = pasts.items[pasts.of(pairs[0])]
        work = int(met[items].sum()) + BEGUN * len(items) + COUNTED * users
        if work < OF_CROWDS * int(meetings.reach[pasts.item[pairs]].sum()):
            by_past.append(pairs)
        else:
            by_crowds += pairs
    yield from agreed_by_past(meetings, pasts, by_past)
    yield from agreed_by_crowds(meetings, pasts, by_crowds)


def agreed_by_crowds(meetings: Meetings, pasts: Pasts, pairs: list[int]) -> Iterator[Agreement]:
    """From all that each crowd met."""
    for at, crowd, (starts, stops), places in places_met(meetings, pasts, pairs):
        found = places >= 0
        owner = np.repeat(np.arange(len(starts)), stops - starts)[found]
        theirs = joined(meetings.of_user.liked, starts, stops)[found]
        same = theirs == pasts.liked[pasts.of(at)][places[found]]
        shared = np.bincount(owner, minlength=len(starts))
        yield at, crowd, shared, np.bincount(owner[same], minlength=len(starts))


def agreed_by_past(
    meetings: Meetings, pasts: Pasts, groups: list[list[int]]
) -> Iterator[Agreement]:
    """From all who met an item of the past, which is the same for all pairs of a group."""
    pasts_asked = [pasts.of(pairs[0]) for pairs in groups]
    clock = Clock(meetings, sum(mine.stop - mine.start for mine in pasts_asked))
    for pairs in sorted(groups, key=lambda group: int(pasts.when[group[0]])):
        clock.move(int(pasts.when[pairs[0]]))
        shared, agreed = with_everybody(meetings, pasts, pairs[0], clock)
        for at in pairs:
            crowd = crowd_of(meetings, int(pasts.user[at]), int(pasts.item[at]), clock)
            yield at, crowd, shared[crowd.people], agreed[crowd.people]


def with_everybody(meetings: Meetings, pasts: Pasts, at: int, clock: Clock) -> tuple[Ints, Ints]:
    """(users,) items that each user shares with a past, and agrees on."""
    mine = pasts.of(at)
    items, liked = pasts.items[mine], pasts.liked[mine]
    order = np.argsort(~liked, kind="stable")  # liked ones first
    items = items[order]
    starts, stops = meetings.of_item.starts[items], clock.of_items(items)
    told = joined(meetings.opinions, starts, stops)  # odd: liked
    told[int((stops - starts)[: int(liked.sum())].sum()) :] ^= 1  # odd from here on: not liked
    found = np.bincount(told, minlength=2 * len(meetings.dataset.users))
    others, agreed = found[0::2], found[1::2]
    return others + agreed, agreed
