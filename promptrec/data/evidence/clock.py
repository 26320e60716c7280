"""A clock over meetings: where those of an item, or of a user, end at a moment that only moves on.

Many pairs are asked in the order of their moments: each meeting is passed once for all of them. For
a few pairs, as on a page, every end is searched for.
"""

from typing import overload

import numpy as np

from promptrec.data.evidence.meetings import Grouped, Meetings
from promptrec.records import Ints

PASSED = 5  # meetings that are passed in the time in which one end is searched for


class Clock:
    """What is strictly before now. Parallel counts of items and users while it passes meetings."""

    def __init__(self, meetings: Meetings, ends: int) -> None:
        """ends: about how many will be asked for."""
        self._meetings = meetings
        self._passes = len(meetings) <= PASSED * ends
        self._now, self._at = 0, 0
        self._items = np.zeros(meetings.items if self._passes else 0, np.int64)
        self._users = np.zeros(len(meetings.dataset.users) if self._passes else 0, np.int64)

    def move(self, when: int) -> None:
        """Move on to a moment, never back."""
        self._now = when
        if self._passes:
            old, met = self._at, self._meetings.in_time
            self._at = int(np.searchsorted(met.when, when))
            np.add.at(self._items, met.item[old : self._at], 1)
            np.add.at(self._users, met.user[old : self._at], 1)

    @overload
    def of_items(self, items: int) -> int: ...
    @overload
    def of_items(self, items: Ints) -> Ints: ...
    def of_items(self, items: Ints | int) -> Ints | int:
        """Where in `Meetings.of_item` the meetings of each item end now."""
        return self._ends(self._meetings.of_item, self._items, items)

    @overload
    def of_users(self, users: int) -> int: ...
    @overload
    def of_users(self, users: Ints) -> Ints: ...
    def of_users(self, users: Ints | int) -> Ints | int:
        """Where in `Meetings.of_user` the meetings of each user end now."""
        return self._ends(self._meetings.of_user, self._users, users)

    def _ends(self, side: Grouped, counts: Ints, codes: Ints | int) -> Ints:
        if self._passes:
            found: Ints = side.starts[codes] + counts[codes]
            return found
        return side.stops(codes, self._now)
