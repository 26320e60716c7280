"""temporal: one clock for all users."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.splits.parts import TEST, TRAIN, TRAIN_SHARE, VALID, VALID_SHARE, Parts
from promptrec.errors import DataError
from promptrec.records import Ints


def temporal(dataset: Dataset) -> Parts:
    """The oldest 80 % of all rows are train, the next 10 % valid, the newest 10 % test.

    Rows of one second stay together, so the shares are the nearest that can be had; every row of a
    part is strictly older than every row of the next.
    """
    if not dataset.timed:
        raise DataError("sentence.no_time_column")
    ends = np.cumsum(np.bincount(dataset.when))  # rows up to and with each moment
    if len(ends) < 2:
        raise DataError("sentence.one_time")
    size = len(dataset.when)
    first_cut = cut_near(ends[:-1], TRAIN_SHARE * size)
    second_cut = max(cut_near(ends[:-1], (TRAIN_SHARE + VALID_SHARE) * size), first_cut)
    part = np.select([dataset.when <= first_cut, dataset.when <= second_cut], [TRAIN, VALID], TEST)
    return Parts(part.astype(np.int8))


def cut_near(ends: Ints, rows: float) -> int:
    """The last moment of the older side when about so many rows shall be on it."""
    return int(np.argmin(np.abs(ends - rows)))
