"""The metrics of single rows, each as a statistic over users."""

from collections.abc import Collection

import numpy as np

from promptrec.metrics.metric import ROW_METRICS
from promptrec.metrics.statistic import Statistic, Undefined
from promptrec.records import Floats, Ints


def row_statistics(
    user: Ints, label: Floats, score: Floats, only: Collection[str] = ROW_METRICS
) -> dict[str, Statistic]:
    """The metrics of labels and scores, all but those of ratings.

    user: (rows,) codes from 0 without gaps; label: (rows,) 0 or 1; score: (rows,) log-odds.
    All are undefined when a score is nan: a model that broke must not look merely worse.
    """
    broken = bool(np.isnan(score).any())
    return {
        name: Undefined() if broken else one.statistic(user, label, score)
        for name, one in ROW_METRICS.items()
        if name in only and not one.needs_ratings
    }


def rating_statistics(
    user: Ints, rating: Floats, expected_rating: Floats, only: Collection[str] = ROW_METRICS
) -> dict[str, Statistic]:
    """The metrics of ratings. user: (rows,) codes; rating, expected_rating: (rows,) on one scale.

    Rows without a rating are left out; a rating without an expected one makes all undefined.
    """
    given = ~np.isnan(rating)
    error = np.where(given, expected_rating - np.where(given, rating, 0.0), 0.0)
    broken = bool(np.isnan(error).any())
    known = given.astype(np.float64)
    return {
        name: Undefined() if broken else one.statistic(user, error, known)
        for name, one in ROW_METRICS.items()
        if name in only and one.needs_ratings
    }
