"""Ratings and labels that are something else: a code for "not rated", a count, all the same."""

from collections.abc import Iterator

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.mending.mends import UNRATED, Offer
from promptrec.data.reading.columns import CODES
from promptrec.data.reading.numbers import plain
from promptrec.data.reading.tables import Tables
from promptrec.data.warnings.finding import NOTE, WRONG, DataWarning, data_warning, number, where
from promptrec.records import Floats, Ints
from promptrec.words.table import sentence

MOST = 0.5  # of the rows
ENOUGH = 30  # rows, in which a missing step is no accident
STEPS, FAR_AHEAD = 5, 2.5  # values above 0; how much oftener 0 stands there than any of them
FAR = 3  # times the highest rating: a code, no rating
HIGH = 20  # a scale that reaches so far may be a count
FEW_LIKED = 0.15


def feedback_findings(tables: Tables, dataset: Dataset) -> Iterator[DataWarning]:
    """All that is odd about ratings and labels."""
    label = dataset.label
    if not dataset.implicit and (label == label[0]).all():
        side = sentence(f"sentence.side_{'liked' if label[0] else 'disliked'}")
        yield data_warning("sentence.warn_one_side", weight=NOTE, side=side)
    if dataset.rated:
        ratings = dataset.interactions["rating"].to_numpy(np.float64)
        yield from unrated_findings(tables, ratings)
        yield from count_findings(tables, dataset, ratings)


def unrated_findings(tables: Tables, ratings: Floats) -> Iterator[DataWarning]:
    """Values that stand beside the scale: 0 in most rows, -1, 99."""
    values, counts = np.unique(ratings, return_counts=True)
    for code in codes_of(values, counts, tables.about.rating_scale):
        rows = int(counts[values == code][0])
        scale = values[~np.isin(values, [0.0, code])]
        scale = scale[scale > 0] if code <= 0 else scale
        yield data_warning(
            "sentence.warn_unrated",
            weight=WRONG,
            offers=[Offer(UNRATED, rows, code)],
            count=number(rows),
            rows=number(len(ratings)),
            value=plain(code),
            where=where(tables.interactions, int(np.argmax(ratings == code))),
            low=plain(scale[0]),
            high=plain(scale[-1]),
        )


def codes_of(values: Floats, counts: Ints, scale: tuple[float, float] | None) -> Iterator[float]:
    """Values that are probably no ratings. What rating_scale names is meant, but for a lone 0.

    >>> list(codes_of(np.array([-1.0, 0, 1, 2, 3]), np.array([1, 9, 1, 1, 1]), None))
    [-1.0, 0.0]
    """
    above, below = values[values > 0], values[values < 0]
    if len(above) < 2:
        return  # two values are likes and dislikes, three may be -1, 0, 1
    lone = len(below) in (1, 2) and len(above) > len(below) and -below[0] != above[-1]
    if lone and (scale is None or scale[0] > below[0]):
        yield from below.tolist()
    elif len(below):
        return
    if is_no_zero(above, int(counts[values == 0].sum()), counts, declared=scale is not None):
        yield 0.0
    highest = float(above[-1])
    if scale is None and len(above) > 3 and highest in CODES and highest > FAR * above[-2]:
        yield highest


def is_no_zero(above: Floats, zeros: int, counts: Ints, *, declared: bool) -> bool:
    """True when 0 is probably no rating: in most rows, or far ahead, or apart and ahead.

    A declared scale that has 0 is believed, unless a step is missing above a 0 that most rows have.
    """
    apart = bool(above[0] > np.diff(above).min())
    if zeros > MOST * counts.sum() and (apart or (not declared and above[0] >= 1)):
        return True
    ahead = zeros == counts.max() and zeros > FAR_AHEAD * int(np.sort(counts)[-2])
    if len(above) >= STEPS and ahead and not declared and above[0] >= 0.5:
        return True
    return apart and not declared and counts.sum() >= ENOUGH and zeros == counts.max()


def count_findings(tables: Tables, dataset: Dataset, ratings: Floats) -> Iterator[DataWarning]:
    """Plays or purchases in the place of ratings: whole numbers, few of them near the top."""
    liked = float(dataset.label.mean())
    low, high = ratings.min(), ratings.max()
    if (
        tables.about.like_at is not None
        or low < 0
        or high < HIGH
        or (ratings != np.floor(ratings)).any()
    ):
        return
    if liked < FEW_LIKED:
        yield data_warning(
            "sentence.warn_counts",
            weight=WRONG,
            count=number(dataset.label.sum()),
            rows=number(len(ratings)),
            low=plain(low),
            high=plain(high),
            where=where(tables.interactions, int(np.argmax(ratings))),
        )
