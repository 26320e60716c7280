"""A metric as a function of how often each user counts: what the bootstrap needs to be fast.

Resampling users gives each user a weight (how often they were drawn). Nearly every metric is a
function of sums over users, so all resamples are one matrix product (`Additive`). The AUC over
all rows is not; `PooledAuc` sorts once and then only adds up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from promptrec.metrics.checks import NAN, ratio, sums_by
from promptrec.records import Floats, Ints


class Statistic(Protocol):
    """A metric over users."""

    @property
    def counted(self) -> int:
        """How many users count in it."""

    def __call__(self, weights: Floats) -> Floats:
        """weights: (resamples, users), whole numbers. Returns (resamples,), nan where undefined."""


def mean_of(sums: Floats) -> Floats:
    """(..., 2): weighted sum, weight -> (...); nan where nothing weighs."""
    return ratio(sums[..., 0], sums[..., 1])


def sums_by_user(user: Ints, *columns: Floats) -> Floats:
    """(users, columns) sums of each (rows,) column within each user."""
    users = int(user.max()) + 1 if len(user) else 0
    return np.column_stack([sums_by(user, column, users) for column in columns])


@dataclass(frozen=True, slots=True, eq=False)
class Additive:
    """finish(weighted sum over users of `sums`)."""

    sums: Floats  # (users, parts)
    finish: Callable[[Floats], Floats]  # (resamples, parts) -> (resamples,)
    counted: int

    def __call__(self, weights: Floats) -> Floats:
        """See Statistic."""
        return self.finish(weights @ self.sums)


@dataclass(frozen=True, slots=True, eq=False)
class Undefined:
    """A metric that is nan whatever users are drawn, because a score is nan."""

    counted: int = 0

    def __call__(self, weights: Floats) -> Floats:
        """See Statistic."""
        return np.full(len(weights), NAN)


class PooledAuc:
    """The AUC over all rows, each row counting as often as its user was drawn."""

    def __init__(self, user: Ints, label: Floats, score: Floats) -> None:
        """user: (rows,) codes from 0 without gaps; label: 0 or 1; score: no nan."""
        self.counted = int(user.max()) + 1 if len(user) else 0
        liked = label == 1
        order = np.argsort(score[~liked], kind="stable")
        disliked_score = score[~liked][order]
        self._disliked_user = user[~liked][order]  # by rising score
        self._liked_user = user[liked]
        self._below = np.searchsorted(disliked_score, score[liked], side="left")
        up_to = np.searchsorted(disliked_score, score[liked], side="right")
        self._tied = np.flatnonzero(up_to > self._below)  # liked rows with a disliked equal
        self._up_to = up_to[self._tied]

    def __call__(self, weights: Floats) -> Floats:
        """See Statistic. (liked, disliked) pairs won, ties one half, over all such pairs."""
        return np.fromiter((self._area(row) for row in weights), np.float64, len(weights))

    def _area(self, weight: Floats) -> float:
        below = np.empty(len(self._disliked_user) + 1)
        below[0] = 0.0
        np.cumsum(weight[self._disliked_user], out=below[1:])
        liked = weight[self._liked_user]
        won = liked @ below[self._below]
        start = below[self._below[self._tied]]
        won += liked[self._tied] @ (below[self._up_to] - start) / 2
        return float(ratio(won, liked.sum() * below[-1]))
