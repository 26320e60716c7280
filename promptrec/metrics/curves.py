"""Points of the two curves that pages draw: ROC, and calibration."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from promptrec.metrics.checks import judged, ratio, sums_by
from promptrec.metrics.probability import bin_of
from promptrec.records import Floats, Ints, logistic


@dataclass(frozen=True, slots=True, eq=False)
class RocCurve:
    """From (0, 0) to (1, 1), one point per threshold; three parallel arrays (points,)."""

    false_positive_rate: Floats  # disliked rows called liked / disliked rows
    true_positive_rate: Floats  # liked rows called liked / liked rows
    threshold: Floats  # score from which a row is called liked; the first is +inf

    @property
    def area(self) -> float:
        """Area under these points by trapezoids: the AUC when no point was left out."""
        return float(np.trapezoid(self.true_positive_rate, self.false_positive_rate))


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationCurve:
    """One point per bin that has rows; three parallel arrays (points,)."""

    predicted: Floats  # mean probability of liked in the bin
    observed: Floats  # share liked in the bin
    rows: Ints


def roc_curve(
    label: npt.ArrayLike, score: npt.ArrayLike, at_most: int | None = None
) -> RocCurve | None:
    """The ROC curve; rows of one score are one step, points on a straight line are left out.

    at_most thins the curve to about that many points spread evenly along it, for drawing. None
    when a class is missing or a score is nan. Fawcett 2006, doi:10.1016/j.patrec.2005.10.010.
    """
    label, score = judged(label, score)
    liked = label.sum()
    if liked in (0, len(label)) or np.isnan(score).any():
        return None
    order = np.argsort(-score, kind="stable")
    label, score = label[order], score[order]
    last = np.r_[np.flatnonzero(score[1:] != score[:-1]), len(score) - 1]  # last row of each score
    hits = np.cumsum(label)[last]
    true_rate = np.r_[0.0, hits / liked]
    false_rate = np.r_[0.0, (last + 1 - hits) / (len(label) - liked)]
    keep = _corners(hits, last + 1 - hits)
    if at_most is not None:
        keep = keep[_spread(true_rate[keep] + false_rate[keep], at_most)]
    return RocCurve(false_rate[keep], true_rate[keep], np.r_[np.inf, score[last]][keep])


def _corners(hits: Floats, misses: Floats) -> Ints:
    """Places of the points where the curve turns, with both ends; counts are exact integers."""
    rise, run = np.diff(np.r_[0.0, hits]), np.diff(np.r_[0.0, misses])
    turns = rise[1:] * run[:-1] != rise[:-1] * run[1:]
    return np.flatnonzero(np.r_[True, turns, True])


def _spread(along: Floats, at_most: int) -> Ints:
    """Places of about at_most points, evenly spread along a rising axis, with both ends."""
    wanted = np.linspace(along[0], along[-1], max(at_most, 2))
    return np.unique(np.r_[0, np.searchsorted(along, wanted).clip(0, len(along) - 1)])


def calibration_curve(
    label: npt.ArrayLike, score: npt.ArrayLike, bins: int = 10
) -> CalibrationCurve:
    """Share liked against mean probability, in bins of equal width; empty bins are left out.

    No points when a score is nan. Niculescu-Mizil and Caruana, ICML 2005.
    """
    label, score = judged(label, score)
    if np.isnan(score).any():
        label = score = np.zeros(0)
    probability = logistic(score)
    place = bin_of(probability, bins)
    rows = np.bincount(place, minlength=bins)
    predicted = ratio(sums_by(place, probability, bins), rows)
    observed = ratio(sums_by(place, label, bins), rows)
    at = rows > 0
    return CalibrationCurve(predicted[at], observed[at], rows[at].astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class PrecisionRecall:
    """One point per threshold, from the strictest to the laxest; two parallel arrays (points,)."""

    recall: Floats  # liked rows called liked / liked rows
    precision: Floats  # liked rows called liked / rows called liked
    liked_share: float  # the precision of calling everything liked


def precision_recall_curve(
    label: npt.ArrayLike, score: npt.ArrayLike, at_most: int | None = None
) -> PrecisionRecall | None:
    """Precision against recall; rows of one score are one step.

    at_most thins the curve to about that many points. None when nothing is liked or a score is nan.
    Davis and Goadrich, ICML 2006, doi:10.1145/1143844.1143874.
    """
    label, score = judged(label, score)
    if label.sum() == 0 or np.isnan(score).any():
        return None
    order = np.argsort(-score, kind="stable")
    label, score = label[order], score[order]
    last = np.r_[np.flatnonzero(score[1:] != score[:-1]), len(score) - 1]
    hits = np.cumsum(label)[last]
    recall, precision = hits / label.sum(), hits / (last + 1)
    keep = np.arange(len(last)) if at_most is None else _spread(recall, at_most)
    return PrecisionRecall(recall[keep], precision[keep], float(label.mean()))
