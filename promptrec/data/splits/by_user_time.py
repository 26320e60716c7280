"""leave_last: the newest interactions of each user are held out."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.splits.parts import TEST, TRAIN, VALID, Codes, Parts
from promptrec.records import Ints
from promptrec.words.table import sentence

HELD_OUT = 5  # rows per user, in valid and in test each
SHARE = 5  # of a user with few rows: one row in so many is test, and as many are valid
FEWEST = 4  # rows of a user from which any is held out


def leave_last(dataset: Dataset, small_users: str = "share") -> Parts:
    """Each user's last 5 rows are test, the 5 before them valid, the rest train.

    A user with 10 rows or fewer, and everybody where train would have less than half of all rows,
    gives a fifth to each instead (at least 1 row, at most 5); one with fewer than 4 rows is in
    train whole. small_users "test", for runs of before: 5 and 5 rows of everybody, so that a user
    with 5 rows or fewer is in test whole.
    """
    if small_users == "test":
        return Parts(last_of(dataset.user, dataset.when))
    rows = np.bincount(dataset.user).astype(np.int64)
    held = held_out(rows)
    part = last_of(dataset.user, dataset.when, held[dataset.user])
    return Parts(part, notes=small_users_note(rows, held))


def held_out(rows: Ints) -> Ints:
    """(users,) rows of each user that are test, and as many that are valid; rows: (users,)."""
    share = np.where(rows < FEWEST, 0, np.clip(rows // SHARE, 1, HELD_OUT))
    whole = np.where(rows > 2 * HELD_OUT, HELD_OUT, share)
    train = rows.sum() - 2 * whole.sum()
    return whole if 2 * train >= rows.sum() else share


def small_users_note(rows: Ints, held: Ints) -> tuple[str, ...]:
    """How users with few rows were treated; nothing where there are none."""
    users = int((rows > 0).sum())
    whole = int(((held == 0) & (rows > 0)).sum())
    fewer = int(((held > 0) & (held < HELD_OUT)).sum())
    if whole == users:
        return (sentence("sentence.split_none_held", fewest=FEWEST),)
    found = [sentence("sentence.split_small", fewer=fewer, users=users)] if fewer else []
    if whole:
        found.append(sentence("sentence.split_whole", whole=whole, users=users, fewest=FEWEST))
    return tuple(found)


def last_of(user: Ints, when: Ints, held: Ints | int = HELD_OUT) -> Codes:
    """(n,) part of every row; rows of one moment count in file order.

    held: rows of the row's user that are test, and as many before them that are valid.
    """
    size = len(user)
    order = np.lexsort((np.arange(size), when, user))
    users = user[order]
    held = np.broadcast_to(held, size)[order]
    ends = np.searchsorted(users, users, side="right")
    from_last = ends - 1 - np.arange(size)  # 0: the user's newest row
    part = np.empty(size, np.int8)
    part[order] = np.select([from_last < held, from_last < 2 * held], [TEST, VALID], TRAIN)
    return part
