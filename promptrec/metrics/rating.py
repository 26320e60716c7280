"""How far the expected rating is from the rating that was given, on the rating scale.

Rows without a rating or without an expected rating (nan) must be left out before.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from promptrec.metrics.checks import parallel, ratio
from promptrec.metrics.metric import ROW_METRICS, OfRows, RowMetric
from promptrec.metrics.statistic import Additive, Statistic, sums_by_user
from promptrec.records import Floats, Ints


def mae_of(sums: Floats) -> Floats:
    """(..., 2): sum of absolute errors, rows -> (...)."""
    return ratio(sums[..., 0], sums[..., 1])


def rmse_of(sums: Floats) -> Floats:
    """(..., 2): sum of squared errors, rows -> (...)."""
    result: Floats = np.sqrt(mae_of(sums))
    return result


def mae(rating: npt.ArrayLike, expected_rating: npt.ArrayLike) -> float:
    """Mean absolute error: mean of |expected rating - rating|. nan without rows; low is good."""
    rating, expected = parallel(rating=rating, expected_rating=expected_rating)
    return float(mae_of(np.array([np.abs(expected - rating).sum(), len(rating)])))


def rmse(rating: npt.ArrayLike, expected_rating: npt.ArrayLike) -> float:
    """Root of the mean squared error; at least the mean absolute error. nan without rows."""
    rating, expected = parallel(rating=rating, expected_rating=expected_rating)
    return float(rmse_of(np.array([((expected - rating) ** 2).sum(), len(rating)])))


def absolute_error(user: Ints, error: Floats, known: Floats) -> Statistic:
    """`mae` over users."""
    return of_errors(np.abs(error), mae_of, user, known)


def squared_error(user: Ints, error: Floats, known: Floats) -> Statistic:
    """`rmse` over users."""
    return of_errors(error**2, rmse_of, user, known)


def of_errors(
    size: Floats, finish: Callable[[Floats], Floats], user: Ints, known: Floats
) -> Statistic:
    """size: (rows,) of each error. A user counts with a known rating."""
    sums = sums_by_user(user, size, known)
    return Additive(sums, finish, int((sums[:, 1] > 0).sum()))


def metric_of_errors(name: str, place: int, statistic: OfRows) -> RowMetric:
    """A metric of ratings: how far they are off."""
    return RowMetric(
        name=name, place=place, statistic=statistic, lower_is_better=True, needs_ratings=True
    )


ROW_METRICS.add(metric_of_errors("mae", 50, absolute_error))
ROW_METRICS.add(metric_of_errors("rmse", 51, squared_error))
