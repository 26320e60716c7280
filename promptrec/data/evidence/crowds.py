"""Crowds: the other users who met an item before a moment, and what else they met before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from promptrec.data.evidence.clock import Clock
from promptrec.data.evidence.meetings import Meetings, joined
from promptrec.data.evidence.pasts import Pasts
from promptrec.records import Bools, Ints

NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The other users who met an item before a moment; parallel arrays (people,)."""

    people: Ints
    liked: Bools  # whether each liked the item
    rows: Ints  # the row in which each met it


def crowd_of(meetings: Meetings, user: int, item: int, clock: Clock) -> Crowd:
    """Who met an item strictly before now, without this user."""
    side = meetings.of_item
    where = slice(int(side.starts[item]), int(clock.of_items(item)))
    people, liked, rows = side.other[where], side.liked[where], side.rows[where]
    others = people != user
    return Crowd(people[others], liked[others], rows[others])


def crowds(
    meetings: Meetings, pasts: Pasts, pairs: Iterable[int] | None = None, more: int = 0
) -> Iterator[tuple[int, Crowd, Clock]]:
    """Pair after pair, in the order of time, with its crowd. pairs: places of some; None: all.

    more: ends that each pair asks the clock for, beside those of its crowd.
    """
    chosen = np.arange(len(pasts)) if pairs is None else np.array(list(pairs), np.int64)
    people = np.diff(meetings.of_item.starts)[pasts.item[chosen]]
    clock = Clock(meetings, int(people.sum()) + more * len(chosen))
    for at in chosen[np.argsort(pasts.when[chosen], kind="stable")].tolist():
        clock.move(int(pasts.when[at]))
        yield at, crowd_of(meetings, int(pasts.user[at]), int(pasts.item[at]), clock), clock


def all_met(meetings: Meetings, crowd: Crowd, clock: Clock) -> tuple[Ints, Ints]:
    """Where in `Meetings.of_user` all that each of a crowd has met by now begins and ends."""
    return meetings.of_user.starts[crowd.people], clock.of_users(crowd.people)


def all_met_by(meetings: Meetings, user: int, clock: Clock) -> Ints:
    """The items that a user has met by now; nobody (-1) has met any."""
    side = meetings.of_user
    return side.other[int(side.starts[user]) : int(clock.of_users(user))] if user >= 0 else NONE


def places_met(
    meetings: Meetings, pasts: Pasts, pairs: Iterable[int] | None = None
) -> Iterator[tuple[int, Crowd, tuple[Ints, Ints], Ints]]:
    """Pair after pair with a past: its crowd, what it met, and which place of the past that has.

    -1: it is not in the past.
    """
    place = np.full(meetings.items, -1, np.int64)
    for at, crowd, clock in crowds(meetings, pasts, pairs):
        mine = pasts.items[pasts.of(at)]
        if not len(mine):
            continue
        met = all_met(meetings, crowd, clock)
        place[mine] = np.arange(len(mine))
        yield at, crowd, met, place[joined(meetings.of_user.other, *met)]
        place[mine] = -1
