"""The pair that a page shows before anybody chose: somebody who is well known, and what many know.

Evidence of a pair is counted from what went before. Of the first user of a file that may be two
rows of others, and "liked by everyone (2 of 2)" says nothing of a model.
"""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Ints
from promptrec.ui.state import keys
from promptrec.ui.state.key import Key
from promptrec.ui.state.results import made_once

NEWEST = 10  # items of a user among which the first is chosen: those that splits hold out


def begin_user(data: Dataset, key: Key[str]) -> None:
    """Put the first user of the data into a box that nobody has touched yet.

    What was put there for other data gives way; what somebody chose or a link asked for stays.
    """
    own = keys.FIRST_USER.of(key.name)
    if key.is_kept() and key.get() != own.get():
        return
    found = made_once(("first_user", data.fingerprint()), lambda: first_user(data))
    key.set(str(data.users.index[found]))
    own.set(key.get())


def first_user(data: Dataset) -> int:
    """The code of the user who was here last, of those with a history of at least median length.

    Most is known before the last row of all, and a history of the usual length can be read.
    """
    rows = np.bincount(data.user, minlength=len(data.users))
    last = np.full(len(rows), -1, np.int64)
    np.maximum.at(last, data.user, data.when)
    return int(np.where(rows >= np.median(rows), last, -1).argmax())


def first_item(data: Dataset, newest: Ints) -> int:
    """Where, among a user's items, newest first, the one stands that most people met."""
    if not len(newest):
        return 0
    met = np.bincount(data.item, minlength=len(data.items))
    return int(met[newest[:NEWEST]].argmax())
