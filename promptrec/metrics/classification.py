"""Liked or not, decided at score > 0, that is at a probability above one half.

A score of exactly 0 is undecided and counts as not liked. Every function takes labels (0 or 1)
and scores (log-odds), rows in any order, and is nan when a score is nan.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from promptrec.metrics.checks import judged, ratio
from promptrec.metrics.metric import ROW_METRICS, RowMetric
from promptrec.metrics.statistic import Additive, Statistic, sums_by_user
from promptrec.records import Floats, Ints

THRESHOLD = 0.0  # log-odds


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many rows were called what; the first word is the label, the second the answer."""

    liked_liked: int  # true positives
    liked_disliked: int  # false negatives
    disliked_liked: int  # false positives
    disliked_disliked: int  # true negatives

    @property
    def table(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Rows: label liked, disliked. Columns: answer liked, disliked."""
        return (
            (self.liked_liked, self.liked_disliked),
            (self.disliked_liked, self.disliked_disliked),
        )


def confusion_columns(label: Floats, score: Floats) -> Floats:
    """(rows, 4) of 0 and 1: tp, fn, fp, tn. A nan score makes its row nan."""
    called = np.where(np.isnan(score), np.nan, (score > THRESHOLD).astype(np.float64))
    return np.column_stack(
        (label * called, label * (1 - called), (1 - label) * called, (1 - label) * (1 - called))
    )


def accuracy_of(counts: Floats) -> Floats:
    """(..., 4) counts as in `confusion_columns` -> (...)."""
    return ratio(counts[..., 0] + counts[..., 3], counts.sum(axis=-1))


def precision_of(counts: Floats) -> Floats:
    """(..., 4) counts as in `confusion_columns` -> (...)."""
    return ratio(counts[..., 0], counts[..., 0] + counts[..., 2])


def recall_of(counts: Floats) -> Floats:
    """(..., 4) counts as in `confusion_columns` -> (...)."""
    return ratio(counts[..., 0], counts[..., 0] + counts[..., 1])


def f1_of(counts: Floats) -> Floats:
    """(..., 4) counts as in `confusion_columns` -> (...)."""
    return ratio(2 * counts[..., 0], 2 * counts[..., 0] + counts[..., 1] + counts[..., 2])


def _counts(label: npt.ArrayLike, score: npt.ArrayLike) -> Floats:
    """(4,) tp, fn, fp, tn of all rows."""
    result: Floats = confusion_columns(*judged(label, score)).sum(axis=0)
    return result


def accuracy(label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Share of rows called right: (tp + tn) / rows. nan without rows."""
    return float(accuracy_of(_counts(label, score)))


def precision(label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Of the rows called liked, the share that is: tp / (tp + fp). nan when none is."""
    return float(precision_of(_counts(label, score)))


def recall(label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Of the liked rows, the share called liked: tp / (tp + fn). nan when none is liked."""
    return float(recall_of(_counts(label, score)))


def f1(label: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Harmonic mean of precision and recall: 2 tp / (2 tp + fn + fp).

    0 when no call of liked is right; nan when nothing is liked and nothing is called liked.
    """
    return float(f1_of(_counts(label, score)))


def confusion(label: npt.ArrayLike, score: npt.ArrayLike) -> Confusion:
    """The four counts. ValueError when a score is nan: such a row was called neither."""
    counts = _counts(label, score)
    if np.isnan(counts).any():
        raise ValueError("A score is nan, so its row is neither liked nor disliked.")
    return Confusion(*(int(count) for count in counts))


def classification_report(
    label: npt.ArrayLike, score: npt.ArrayLike
) -> Mapping[str, Mapping[str, float]]:
    """Per class, `liked` and `disliked`: precision, recall, f1 and rows (rows of that label)."""
    known, score = judged(label, score)
    counts, liked = _counts(known, score), known.sum()
    turned = counts[::-1]  # tn, fp, fn, tp: the same four as seen from the other class
    return {
        name: {
            "precision": float(precision_of(seen)),
            "recall": float(recall_of(seen)),
            "f1": float(f1_of(seen)),
            "rows": float(rows),
        }
        for name, seen, rows in (("liked", counts, liked), ("disliked", turned, len(known) - liked))
    }


def calls(
    finish: Callable[[Floats], Floats], user: Ints, label: Floats, score: Floats
) -> Statistic:
    """A metric of the four counts."""
    sums = sums_by_user(user, *confusion_columns(label, score).T)
    return Additive(sums, finish, len(sums))


def metric_of_calls(
    name: str, place: int, finish: Callable[[Floats], Floats], one_sided: bool = False
) -> RowMetric:
    """A metric of the four counts; what is called liked depends on a probability."""
    return RowMetric(
        name=name,
        place=place,
        statistic=partial(calls, finish),
        needs_probability=True,
        one_sided=one_sided,
    )


ROW_METRICS.add(metric_of_calls("accuracy", 30, accuracy_of))
ROW_METRICS.add(metric_of_calls("precision", 31, precision_of, one_sided=True))
ROW_METRICS.add(metric_of_calls("recall", 32, recall_of, one_sided=True))
ROW_METRICS.add(metric_of_calls("f1", 33, f1_of))
