"""The locked users: 30 %, kept out of everything that is chosen by valid rows until "confirm".

Their valid rows choose no epoch, no template and no winner; confirming reads their test rows alone.
Which users these are hangs on their ids only, so every run, search and comparison of a data set
locks the same ones. What they still take part in is said in docs/statistics.md: their train rows
are learned from and counted, since a warm user's test row needs a user that the model has met.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Bools, Ints

LOCKED = 0.3  # share of the users
FEWEST = 20  # users under which nothing is locked: no verdict is said of so few


def is_locked(user_ids: Sequence[str]) -> Bools:
    """(users,) True for those that are kept for confirming, by a hash of the id."""
    numbers = [int(hashlib.sha256(one.encode()).hexdigest()[:8], 16) for one in user_ids]
    return np.array(numbers, np.float64) / 16**8 < LOCKED


def locked_users(dataset: Dataset) -> Bools:
    """(users,) True for the locked users of a data set; none where it has fewer than 20 users."""
    if len(dataset.users) < FEWEST:
        return np.zeros(len(dataset.users), bool)
    return is_locked([str(one) for one in dataset.users.index])


def rows_of(dataset: Dataset, rows: Ints, locked: bool) -> Ints:
    """Those of the rows whose user is locked, or is not."""
    rows = np.asarray(rows, np.int64)
    kept: Ints = rows[locked_users(dataset)[dataset.user[rows]] == locked]
    return kept
