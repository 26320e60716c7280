"""Who met what as bits: a row an item, a bit a user, filled in the order of time.

How many users met two items is then the number of bits that both rows have: 64 users at a time.
Pairs are asked in the order of their moments, so each meeting is filled in once for all of them.
"""

import numpy as np
import numpy.typing as npt

from promptrec.data.evidence.meetings import Meetings
from promptrec.data.evidence.pasts import Pasts
from promptrec.records import Ints

WORD = 64  # bits
LARGEST = 2**28  # bytes of a table
Words = npt.NDArray[np.uint64]
FILLING = 8  # what it costs to fill in a meeting, in words that are counted


class Filled:
    """Meetings strictly before a moment that only moves on."""

    def __init__(self, meetings: Meetings, last: int) -> None:
        """last: the moment beyond which nobody asks."""
        met, words = meetings.in_time, words_of(meetings)
        stop = int(np.searchsorted(met.when, last))
        self._when, self._item, user = met.when[:stop], met.item[:stop], met.user[:stop]
        self._word = self._item * words + user // WORD
        self._bit = np.uint64(1) << (user % WORD).astype(np.uint64)
        self._at = 0
        self.table = np.zeros((meetings.items, words), np.uint64)
        self.people = np.zeros(meetings.items, np.int64)  # who met each item

    def move(self, when: int) -> None:
        """Fill in what is strictly before a moment, which is never older than the one before."""
        stop = int(np.searchsorted(self._when, when))
        new = slice(self._at, stop)
        np.add.at(self.table.reshape(-1), self._word[new], self._bit[new])  # each bit comes once
        np.add.at(self.people, self._item[new], 1)
        self._at = stop

    def without(self, item: int, user: int) -> Words:
        """(words,) who met an item by now, but for a user."""
        found: Words = self.table[item].copy()
        if user >= 0:
            found[user // WORD] &= ~(np.uint64(1) << np.uint64(user % WORD))
        return found


def words_of(meetings: Meetings) -> int:
    """How many words a row of the table has."""
    return -(-len(meetings.dataset.users) // WORD)


def worth_bits(meetings: Meetings, pasts: Pasts) -> bool:
    """Whether bits are less work than to go through all that the crowds met, and fit in memory.

    Few pairs, and users of whom hardly any met the same, are quicker without.
    """
    words = words_of(meetings)
    by_bits = words * (len(pasts.rows) + len(pasts)) + FILLING * len(meetings)
    by_crowds = int(meetings.reach[pasts.item].sum())
    return by_bits < by_crowds and fits(meetings)


def fits(meetings: Meetings) -> bool:
    """Whether a table fits in memory."""
    return 8 * words_of(meetings) * meetings.items <= LARGEST


def support_by_bits(meetings: Meetings, pasts: Pasts) -> tuple[Ints, Ints, Ints]:
    """As `together` counts: who met both, and either, (rows,), and the item asked for, (pairs,)."""
    both, either = np.zeros((2, len(pasts.rows)), np.int64)
    asked = np.zeros(len(pasts), np.int64)
    filled = Filled(meetings, int(pasts.when.max(initial=0)))
    for at in np.argsort(pasts.when, kind="stable").tolist():
        filled.move(int(pasts.when[at]))
        mine, item, user = pasts.of(at), int(pasts.item[at]), int(pasts.user[at])
        items = pasts.items[mine]
        crowd, rows = filled.table[item].copy(), filled.table[items]
        either[mine], asked[at] = filled.people[items], filled.people[item]
        if user >= 0:  # the user is nobody else
            word, bit = user // WORD, np.uint64(user % WORD)
            either[mine] -= (rows[:, word] >> bit & np.uint64(1)).astype(np.int64)
            asked[at] -= int(crowd[word] >> bit & np.uint64(1))
            crowd[word] &= ~(np.uint64(1) << bit)
        both[mine] = np.bitwise_count(rows & crowd).sum(axis=1, dtype=np.int64)
    return both, either, asked
