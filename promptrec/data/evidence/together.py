"""How many other users met an item together with each item of a user's past."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from promptrec.data.evidence.meetings import Meetings, spread
from promptrec.data.evidence.near import Near
from promptrec.data.evidence.pasts import Pasts
from promptrec.records import Bools, Floats, Ints

LEAST = 2  # other users who met both, below which two items are strangers
PULL = 5.0  # users: a nearness that few stand for is pulled towards 0


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Beside each row of the pasts: the support of its item. Parallel arrays (rows,)."""

    pasts: Pasts
    both: Ints  # other users who met this item and the one in question
    either: Ints  # other users who met this item
    asked: Ints  # (pairs,) other users who met the item in question

    @property
    def near(self) -> Near:
        """How near each item is to the one in question."""
        asked = self.asked[self.pasts.owner]
        return Near(self.pasts, nearness_of(self.both, self.either, asked))


def nearness_of(both: Ints, one: Ints, other: Ints | int) -> Floats:
    """Cosine of two items over users, shrunk where few met both; 0 for strangers.

    both / sqrt(one * other) * both / (both + 5): Sarwar et al. 2001, doi:10.1145/371920.372071,
    shrunk as in Bell and Koren 2007, doi:10.1109/ICDM.2007.90.
    """
    size = np.sqrt(one * np.float64(other))
    shrunk = both / np.maximum(size, 1.0) * both / (both + PULL)
    return np.where(both >= LEAST, shrunk, 0.0)


def together(meetings: Meetings, pasts: Pasts) -> Together:
    """Count for every pair and every item of its past."""
    owner = pasts.owner
    users, when = pasts.user[owner], pasts.when[owner]
    both = np.zeros(len(pasts.rows), np.int64)
    for at, _, places in other_people(meetings, pasts):
        mine = both[pasts.of(at)]
        mine[:] = np.bincount(places[places >= 0], minlength=len(mine))
    return Together(
        pasts,
        both,
        meetings.popularity(users, pasts.items, when),
        meetings.popularity(pasts.user, pasts.item, pasts.when),
    )


def other_people(meetings: Meetings, pasts: Pasts) -> Iterator[tuple[int, "Crowd", Ints]]:
    """Pair after pair: others who met the item, and the place in the past of all that they met."""
    place = np.full(meetings.items, -1, np.int64)
    for at in range(len(pasts)):
        mine = pasts.items[pasts.of(at)]
        if not len(mine):
            continue
        crowd = crowd_of(meetings, int(pasts.user[at]), int(pasts.item[at]), int(pasts.when[at]))
        place[mine] = np.arange(len(mine))
        yield at, crowd, place[meetings.of_user.other[crowd.meetings]]
        place[mine] = -1


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The other users who met an item before a moment, and all that they met before it."""

    liked: Bools  # (people,) whether each liked the item
    rows: Ints  # (people,) the row in which each met it
    lengths: Ints  # (people,) meetings of each
    meetings: Ints  # places in `Meetings.of_user`, one user after the other


def crowd_of(meetings: Meetings, user: int, item: int, when: int) -> Crowd:
    """Who met an item strictly before a moment, without this user."""
    where = meetings.of_item.before(item, when)
    side = meetings.of_item
    others = np.arange(where.start, where.stop)[side.other[where] != user]
    people = side.other[others]
    starts, stops = meetings.of_user.starts[people], meetings.of_user.stops(people, when)
    return Crowd(side.liked[others], side.rows[others], stops - starts, spread(starts, stops))
