"""From which moment a row is predicted: only what is strictly older may be known.

Frozen: all rows of a user in valid, and all in test, are predicted from the moment of the first of
them, as a ranking is, so that nothing but the item sets them apart. Running: each row from its own
moment; then a row knows how its user liked the rows of the part before it, and in a part with a
fixed number of rows who was liked before has fewer likes left: what counts a user's likes is bent
against the truth within users. Train rows are always at their own moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.records import Bools, Ints, Pairs

NOW = np.iinfo(np.int64).max  # the moment of a pair that is no row: after everything


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a prediction may know of the past."""

    visible: Bools  # (n,) rows that may stand in a history
    when: Ints  # (n,) the moment from which each row is predicted

    def moments(self, pairs: Pairs) -> Ints:
        """(pairs,) the moment from which each pair is predicted; NOW for one that is no row."""
        return moments_of(self.when, pairs)


def moments_of(when: Ints, pairs: Pairs) -> Ints:
    """(pairs,) the moment of each pair's row, NOW for a pair without one. when: (n,) of rows."""
    found = np.full(len(pairs), NOW, np.int64)
    known = pairs.row >= 0
    found[known] = when[pairs.row[known]]
    return found


def part_moments(
    user: Ints, when: Ints, parts: Mapping[str, Ints], history: str
) -> Mapping[str, Ints]:
    """Part -> (n,) the moment from which each row is predicted. user, when: (n,) of the data."""
    return {
        part: when if part == "train" else held(user, when, rows, history)
        for part, rows in parts.items()
    }


def held(user: Ints, when: Ints, rows: Ints, history: str) -> Ints:
    """(n,) the moment of each row; of these rows, when frozen, that of their user's first."""
    if history == "running":
        return when
    first = np.full(int(user.max(initial=-1)) + 1, NOW, np.int64)
    np.minimum.at(first, user[rows], when[rows])
    moments = when.copy()
    moments[rows] = first[user[rows]]
    return moments
