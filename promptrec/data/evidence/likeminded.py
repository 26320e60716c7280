"""Like-minded users: of those who met an item and rate as a user does, how many liked it."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.evidence.meetings import Meetings
from promptrec.data.evidence.pasts import Pasts
from promptrec.data.evidence.together import other_people
from promptrec.records import Ints

SHARED = 3  # items that two users have both met, below which nobody is like-minded
AGREED = 2 / 3  # share of them that both thought the same of


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
    for at, crowd, places in other_people(meetings, pasts):
        found = places >= 0
        owner = np.repeat(np.arange(len(crowd.lengths)), crowd.lengths)[found]
        theirs = meetings.of_user.liked[crowd.meetings[found]]
        same = theirs == pasts.liked[pasts.of(at)][places[found]]
        shared = np.bincount(owner, minlength=len(crowd.lengths))
        agreed = np.bincount(owner, weights=same, minlength=len(crowd.lengths))
        alike = (shared >= SHARED) & (agreed >= AGREED * shared)
        liked[at], people[at] = crowd.liked[alike].sum(), alike.sum()
        rows[at] = crowd.rows[alike]
    return LikeMinded(liked, people, tuple(rows))
