"""What can and cannot be counted on the rows of a part, each in one sentence."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.metrics.metric import row_names
from promptrec.records import Interval
from promptrec.words.table import Sentence, sentence

NAN = float("nan")


def uncounted(user: npt.ArrayLike, label: npt.ArrayLike, part: str) -> Iterator[Sentence]:
    """user, label: (rows,) of the part; nothing where every metric and its interval is there."""
    where = sentence(f"sentence.part_{part}")
    users, labels = np.asarray(user), np.asarray(label, np.float64)
    known = ~np.isnan(labels)
    users, labels = users[known], labels[known]
    if not len(labels):
        yield sentence("sentence.nothing_measured", part=where)
        return
    if len(np.unique(labels)) == 1:
        side = "liked" if labels[0] == 1 else "disliked"
        yield sentence(
            "sentence.one_class_part", part=where, side=sentence(f"sentence.side_{side}")
        )
    elif not mixed_users(users, labels):
        yield sentence("sentence.no_mixed_user", part=where)
    people = len(np.unique(users))
    if people < MIN_USERS:
        yield sentence("sentence.no_intervals", part=where, users=people, least=MIN_USERS)


def mixed_users(user: npt.ArrayLike, label: npt.ArrayLike) -> int:
    """How many users have a liked row and one that is not."""
    pairs = np.unique(np.column_stack((user, label)), axis=0)
    return int((np.unique(pairs[:, 0], return_counts=True)[1] > 1).sum())


def unmeasured(*, is_probability: bool = True) -> Mapping[str, Interval]:
    """Every row metric without a value: what is said of a part without rows."""
    names = row_names(is_probability=is_probability, rated=False)
    return {name: Interval(NAN) for name in names}
