"""The difference of two variants on one metric, with an interval over the same users.

Both variants are judged on the same drawn users, so what makes a user hard for both cancels out:
the interval of the difference is narrower than the two intervals apart suggest.
"""

from collections.abc import Collection, Sequence

import numpy.typing as npt

from promptrec.errors import SettingsError
from promptrec.metrics.bootstrap import RESAMPLES, intervals
from promptrec.metrics.report import Ranking, named_statistics, ranking_statistics
from promptrec.metrics.statistic import Difference
from promptrec.records import Interval


def paired_difference(
    metric: str,
    user: npt.ArrayLike,
    label: npt.ArrayLike,
    score_a: npt.ArrayLike,
    score_b: npt.ArrayLike,
    *,
    rating: npt.ArrayLike | None = None,
    expected_rating_a: npt.ArrayLike | None = None,
    expected_rating_b: npt.ArrayLike | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval:
    """metric(a) - metric(b) on the same rows, with its 95 % interval.

    Above 0 means a is larger: better, except for the names in rows.LOWER_IS_BETTER. Arrays are
    (rows,) as in report.row_report. SettingsError when there is no such metric for these rows.
    """
    left, users, _ = named_statistics(
        user, label, score_a, rating=rating, expected_rating=expected_rating_a
    )
    right, _, _ = named_statistics(
        user, label, score_b, rating=rating, expected_rating=expected_rating_b
    )
    _known(metric, left.keys() & right.keys())
    difference = Difference(left[metric], right[metric])
    return intervals({metric: difference}, users, resamples=resamples, seed=seed)[metric]


def paired_ranking_difference(
    metric: str,
    rankings_a: Sequence[Ranking],
    rankings_b: Sequence[Ranking],
    k: int = 10,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval:
    """metric(a) - metric(b), e.g. "ndcg@10", over the same users in the same order."""
    if len(rankings_a) != len(rankings_b):
        raise ValueError(f"{len(rankings_a)} and {len(rankings_b)} users cannot be paired.")
    left, right = ranking_statistics(rankings_a, k), ranking_statistics(rankings_b, k)
    _known(metric, left.keys())
    difference = Difference(left[metric], right[metric])
    users = len(rankings_a)
    return intervals({metric: difference}, users, resamples=resamples, seed=seed)[metric]


def _known(metric: str, names: Collection[str]) -> None:
    if metric not in names:
        raise SettingsError(
            f"There is no metric {metric!r} for these rows. Choose one of: "
            f"{', '.join(sorted(names))}."
        )
