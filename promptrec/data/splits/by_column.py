"""given: the data says itself which part a row belongs to."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.splits.parts import CODES, PAST, Parts
from promptrec.errors import DataError


def given(dataset: Dataset) -> Parts:
    """Every row is in the part that its column split names; an empty cell makes it history only."""
    if "split" not in dataset.interactions.columns:
        raise DataError("sentence.no_split_column")
    names = dataset.interactions["split"].tolist()
    return Parts(np.array([CODES.get(name, PAST) for name in names], np.int8))
