"""How far the expected rating is from the rating that was given, on the rating scale.

Rows without a rating or without an expected rating (nan) must be left out before.
"""

import numpy as np
import numpy.typing as npt

from promptrec.metrics.checks import parallel, ratio
from promptrec.records import Floats


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
