"""How good the probabilities are: the logistic of the score against what was liked.

Every function takes labels (0 or 1) and scores (log-odds); nan without rows or with a nan score.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt

from promptrec.metrics.checks import judged, ratio, sums_by
from promptrec.metrics.metric import ROW_METRICS, OfRows, RowMetric
from promptrec.metrics.statistic import Additive, Statistic, mean_of, sums_by_user
from promptrec.records import Floats, Ints, logistic

ECE_BINS = 15  # of equal width: (0, 1/15], (1/15, 2/15], ... ; 0 itself is in the first


def log_losses(label: Floats, score: Floats) -> Floats:
    """(rows,) -log of the probability given to the label, from log-odds: never clipped.

    A score that is infinite on the wrong side costs infinity; on the right side nothing.
    """
    with np.errstate(invalid="ignore"):  # a nan score gives nan, without a warning
        result: Floats = np.logaddexp(0.0, np.where(label == 1, -score, score))
    return result


def squared_errors(label: Floats, score: Floats) -> Floats:
    """(rows,) (probability - label)²."""
    result: Floats = (logistic(score) - label) ** 2
    return result


def bin_of(probability: Floats, bins: int) -> Ints:
    """(rows,) number from 0 of the bin of equal width; upper edges belong to their bin."""
    result: Ints = np.clip(np.ceil(probability * bins) - 1, 0, bins - 1).astype(np.int64)
    return result


def log_loss(label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Mean of -log(probability given to the label), natural logarithm.

    log 2 = 0.693 for a constant score of 0; lower is better. Good, J. R. Stat. Soc. B 1952.
    """
    losses = log_losses(*judged(label, score))
    return float(ratio(losses.sum(), len(losses)))


def brier(label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Mean of (probability - label)²; 0.25 for a constant score of 0; lower is better.

    Brier, Monthly Weather Review 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    """
    errors = squared_errors(*judged(label, score))
    return float(ratio(errors.sum(), len(errors)))


def ece(label: npt.ArrayLike, score: npt.ArrayLike, bins: int = ECE_BINS) -> float:
    """Expected calibration error of the probability of liked, in 15 bins of equal width.

    Sum over bins of (rows in bin / rows) * |share liked in bin - mean probability in bin|; empty
    bins add nothing. 0 for a constant probability that equals the share liked.
    Naeini et al., AAAI 2015; Guo et al., ICML 2017, arXiv:1706.04599, equation 3.
    """
    label, score = judged(label, score)
    if len(label) == 0 or np.isnan(score).any():
        return float("nan")
    probability = logistic(score)
    gaps = sums_by(bin_of(probability, bins), label - probability, bins)
    return float(ece_of(np.append(gaps, len(label))))


def ece_of(sums: Floats) -> Floats:
    """(..., bins + 1): per bin the sum of (label - probability), then the rows -> (...)."""
    return ratio(np.abs(sums[..., :-1]).sum(axis=-1), sums[..., -1])


def mean_cost(
    cost: Callable[[Floats, Floats], Floats], user: Ints, label: Floats, score: Floats
) -> Statistic:
    """The mean over rows of what each costs."""
    sums = sums_by_user(user, cost(label, score), np.ones(len(user)))
    return Additive(sums, mean_of, len(sums))


def calibration_error(user: Ints, label: Floats, score: Floats) -> Statistic:
    """`ece` over users: the sums of every bin, and the rows."""
    users = int(user.max()) + 1 if len(user) else 0
    probability = logistic(score)
    cell = user * ECE_BINS + bin_of(probability, ECE_BINS)
    gaps = sums_by(cell, label - probability, users * ECE_BINS).reshape(users, ECE_BINS)
    return Additive(np.column_stack((gaps, sums_by_user(user, np.ones(len(user))))), ece_of, users)


def metric_of_cost(name: str, place: int, statistic: OfRows) -> RowMetric:
    """A metric of probabilities: what they cost."""
    return RowMetric(
        name=name, place=place, statistic=statistic, lower_is_better=True, needs_probability=True
    )


ROW_METRICS.add(metric_of_cost("log_loss", 40, partial(mean_cost, log_losses)))
ROW_METRICS.add(metric_of_cost("brier", 41, partial(mean_cost, squared_errors)))
ROW_METRICS.add(metric_of_cost("ece", 42, calibration_error))
