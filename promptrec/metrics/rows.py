"""The metrics of single rows, each as a statistic over users: one table, one place."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

import numpy as np
from scipy.special import expit

from promptrec.metrics import classification as cls
from promptrec.metrics.auc import UserAuc, user_auc
from promptrec.metrics.checks import sums_by
from promptrec.metrics.probability import ECE_BINS, bin_of, ece_of, log_losses, squared_errors
from promptrec.metrics.rating import mae_of, rmse_of
from promptrec.metrics.statistic import Additive, PooledAuc, Statistic, Undefined, mean_of
from promptrec.records import Floats, Ints

RATINGS = ("mae", "rmse")
ROW_METRICS = (
    *("auc", "gauc_rows", "gauc_positives", "uauc"),
    *("accuracy", "precision", "recall", "f1"),
    *("log_loss", "brier", "ece"),
    *RATINGS,
)
LOWER_IS_BETTER = frozenset({"log_loss", "brier", "ece", "mae", "rmse"})

_Weigh = Callable[[UserAuc], Floats]
_Finish = Callable[[Floats], Floats]
_Cost = Callable[[Floats, Floats], Floats]


def row_statistics(
    user: Ints, label: Floats, score: Floats, only: Collection[str] = ROW_METRICS
) -> dict[str, Statistic]:
    """The metrics of labels and scores, all but mae and rmse.

    user: (rows,) codes from 0 without gaps; label: (rows,) 0 or 1; score: (rows,) log-odds.
    All are undefined when a score is nan: a model that broke must not look merely worse.
    """
    broken = bool(np.isnan(score).any())
    return {
        name: Undefined() if broken else make(user, label, score)
        for name, make in _MAKERS.items()
        if name in only
    }


def rating_statistics(
    user: Ints, rating: Floats, expected_rating: Floats, only: Collection[str] = RATINGS
) -> dict[str, Statistic]:
    """mae and rmse. user: (rows,) codes; rating, expected_rating: (rows,) on one scale.

    Rows without a rating are left out; a rating without an expected one makes both undefined.
    """
    given = ~np.isnan(rating)
    error = np.where(given, expected_rating - np.where(given, rating, 0.0), 0.0)
    if np.isnan(error).any():
        return {name: Undefined() for name in RATINGS if name in only}
    known = given.astype(np.float64)
    squares = sums_by_user(user, error**2, known)
    counted = int((squares[:, 1] > 0).sum())
    found: dict[str, Statistic] = {
        "mae": Additive(sums_by_user(user, np.abs(error), known), mae_of, counted),
        "rmse": Additive(squares, rmse_of, counted),
    }
    return {name: one for name, one in found.items() if name in only}


def sums_by_user(user: Ints, *columns: Floats) -> Floats:
    """(users, columns) sums of each (rows,) column within each user."""
    users = int(user.max()) + 1 if len(user) else 0
    return np.column_stack([sums_by(user, column, users) for column in columns])


def _user_auc(weigh: _Weigh, user: Ints, label: Floats, score: Floats) -> Statistic:
    by_user = user_auc(user, label, score)
    weight = np.where(by_user.counts, weigh(by_user), 0.0)
    area = np.where(by_user.counts, by_user.auc, 0.0)
    return Additive(np.column_stack((area * weight, weight)), mean_of, by_user.counted)


def _call(finish: _Finish, user: Ints, label: Floats, score: Floats) -> Statistic:
    sums = sums_by_user(user, *cls.confusion_columns(label, score).T)
    return Additive(sums, finish, len(sums))


def _mean(cost: _Cost, user: Ints, label: Floats, score: Floats) -> Statistic:
    sums = sums_by_user(user, cost(label, score), np.ones(len(user)))
    return Additive(sums, mean_of, len(sums))


def _ece(user: Ints, label: Floats, score: Floats) -> Statistic:
    users = int(user.max()) + 1 if len(user) else 0
    probability = expit(score)
    cell = user * ECE_BINS + bin_of(probability, ECE_BINS)
    gaps = sums_by(cell, label - probability, users * ECE_BINS).reshape(users, ECE_BINS)
    return Additive(np.column_stack((gaps, sums_by_user(user, np.ones(len(user))))), ece_of, users)


_MAKERS: Mapping[str, Callable[[Ints, Floats, Floats], Statistic]] = {
    "auc": PooledAuc,
    "gauc_rows": partial(_user_auc, lambda by_user: by_user.rows),
    "gauc_positives": partial(_user_auc, lambda by_user: by_user.positives),
    "uauc": partial(_user_auc, lambda by_user: np.ones(len(by_user.rows))),
    "accuracy": partial(_call, cls.accuracy_of),
    "precision": partial(_call, cls.precision_of),
    "recall": partial(_call, cls.recall_of),
    "f1": partial(_call, cls.f1_of),
    "log_loss": partial(_mean, log_losses),
    "brier": partial(_mean, squared_errors),
    "ece": _ece,
}
