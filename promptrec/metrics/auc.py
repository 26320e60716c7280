"""The chance that a liked row stands above a disliked one: over all rows, or within each user.

Four numbers that are often mixed up, hence four names:

- `auc` compares rows of different users too, so it rewards knowing who likes much;
- `uauc`, `gauc_rows`, `gauc_positives` compare only rows of one user, and differ in how users are
  averaged. Only users with at least one liked and one disliked row count: the others have no pair
  to compare. `user_auc` says which they are.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from promptrec.metrics.checks import NAN, judged, ratio, sums_by, user_codes
from promptrec.metrics.metric import ROW_METRICS, RowMetric
from promptrec.metrics.statistic import Additive, PooledAuc, Statistic, mean_of
from promptrec.records import Bools, Floats, Ints


def auc(label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Area under the ROC curve of all rows; ties count one half (average ranks).

    U / (liked * disliked) with U = (sum of the liked rows' ranks) - liked * (liked + 1) / 2.
    nan when one class is missing, when there are no rows, or when a score is nan; a constant score
    gives exactly 0.5. Hanley and McNeil, Radiology 1982, doi:10.1148/radiology.143.1.7063747.
    """
    label, score = judged(label, score)
    liked = label.sum()
    pairs = liked * (len(label) - liked)
    if pairs == 0 or np.isnan(score).any():
        return NAN
    from scipy.stats import rankdata

    ranks = rankdata(score)  # average ranks from 1
    return float((ranks[label == 1].sum() - liked * (liked + 1) / 2) / pairs)


@dataclass(frozen=True, slots=True, eq=False)
class UserAuc:
    """One AUC per user, in the order of np.unique(user); four parallel arrays (users,)."""

    auc: Floats  # nan where a class is missing
    rows: Floats
    positives: Floats

    @property
    def counts(self) -> Bools:
        """Users with both classes."""
        result: Bools = (self.positives > 0) & (self.positives < self.rows)
        return result

    @property
    def counted(self) -> int:
        """How many users have both classes."""
        return int(self.counts.sum())

    def mean(self, weight: Floats) -> float:
        """The AUCs of the users that count, averaged with these weights (users,)."""
        at = self.counts
        return float(ratio((self.auc[at] * weight[at]).sum(), weight[at].sum()))


def user_auc(user: npt.ArrayLike, label: npt.ArrayLike, score: npt.ArrayLike) -> UserAuc:
    """The AUC within each user, for all users at once: one sort by (user, score)."""
    label, score = judged(label, score)
    code, users = user_codes(user)
    ranks = _ranks_within(code, score)
    rows = np.bincount(code, minlength=users).astype(np.float64)
    liked = sums_by(code, label, users)
    rank_sum = sums_by(code, ranks * label, users)
    area = ratio(rank_sum - liked * (liked + 1) / 2, liked * (rows - liked))
    area[np.unique(code[np.isnan(score)])] = NAN
    return UserAuc(area, rows, liked)


def _ranks_within(code: Ints, score: Floats) -> Floats:
    """Average rank, from 1, of each row's score among the rows of its user. (rows,)."""
    order = np.lexsort((score, code))
    sorted_code, sorted_score = code[order], score[order]
    new_user = np.r_[True, np.diff(sorted_code) != 0][: len(order)]
    new_group = new_user | np.r_[True, sorted_score[1:] != sorted_score[:-1]][: len(order)]
    place = np.arange(len(order))
    start = np.flatnonzero(new_group)
    size = np.diff(np.r_[start, len(order)])
    average = np.repeat(start + (size + 1) / 2, size)  # 1-based, among all rows
    first_of_user = np.maximum.accumulate(np.where(new_user, place, 0))
    ranks = np.empty(len(order))
    ranks[order] = average - first_of_user
    return ranks


def uauc(user: npt.ArrayLike, label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Plain mean of the users' AUCs: every user with both classes weighs the same. nan if none."""
    by_user = user_auc(user, label, score)
    return by_user.mean(np.ones(len(by_user.rows)))


def gauc_rows(user: npt.ArrayLike, label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Mean of the users' AUCs weighted by rows; users with both classes only. nan if none.

    Zhou et al., Deep Interest Network, KDD 2018, arXiv:1706.06978, equation 7 (impressions).
    """
    by_user = user_auc(user, label, score)
    return by_user.mean(by_user.rows)


def gauc_positives(user: npt.ArrayLike, label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Mean of the users' AUCs weighted by liked rows; users with both classes only. nan if none.

    Zhu et al., Optimized Cost per Click, KDD 2017, arXiv:1703.02091 (weights: clicks).
    """
    by_user = user_auc(user, label, score)
    return by_user.mean(by_user.positives)


def mean_auc(user: Ints, label: Floats, score: Floats, *, by: str = "") -> Statistic:
    """The users' AUCs, each weighing the same, or by its "rows" or "positives"."""
    by_user = user_auc(user, label, score)
    weigh = {"rows": by_user.rows, "positives": by_user.positives}
    weight = np.where(by_user.counts, weigh.get(by, np.ones(len(by_user.rows))), 0.0)
    area = np.where(by_user.counts, by_user.auc, 0.0)
    return Additive(np.column_stack((area * weight, weight)), mean_of, by_user.counted)


for metric in (
    RowMetric(name="auc", place=10, statistic=PooledAuc),
    RowMetric(name="gauc_rows", place=11, statistic=partial(mean_auc, by="rows")),
    RowMetric(name="gauc_positives", place=12, statistic=partial(mean_auc, by="positives")),
    RowMetric(name="uauc", place=13, statistic=mean_auc),
):
    ROW_METRICS.add(metric)
