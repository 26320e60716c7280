"""leave_last: the newest interactions of each user are held out."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.splits.parts import TEST, TRAIN, VALID, Codes, Parts
from promptrec.records import Ints

HELD_OUT = 5  # rows per user, in valid and in test each


def leave_last(dataset: Dataset) -> Parts:
    """Each user's last 5 rows are test, the 5 before them valid, the rest train.

    Users with 5 rows or fewer are in test whole (cold).
    """
    return Parts(last_of(dataset.user, dataset.when))


def last_of(user: Ints, when: Ints) -> Codes:
    """(n,) part of every row; rows of one moment count in file order."""
    size = len(user)
    order = np.lexsort((np.arange(size), when, user))
    users = user[order]
    ends = np.searchsorted(users, users, side="right")
    from_last = ends - 1 - np.arange(size)  # 0: the user's newest row
    part = np.empty(size, np.int8)
    part[order] = np.select([from_last < HELD_OUT, from_last < 2 * HELD_OUT], [TEST, VALID], TRAIN)
    return part
