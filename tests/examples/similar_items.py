"""Hand-made meanings, for tests that need no sentence encoder."""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.evidence import on_grid
from promptrec.records import Vectors


class GivenMeaning:
    """Vectors as they are given, or drawn from a seed; counts how often it was asked."""

    def __init__(self, vectors: object = None, unread: float = 0.0) -> None:
        self.given, self.unread, self.asked = vectors, unread, 0

    def vectors(self, dataset: Dataset) -> Vectors:
        """Of length 1, on the grid."""
        self.asked += 1
        found = self.given
        if found is None:
            found = np.random.default_rng(0).normal(size=(len(dataset.items), 3))
        found = np.asarray(found, np.float32)
        length = np.linalg.norm(found, axis=1, keepdims=True)
        return on_grid(found / np.where(length > 0, length, 1))

    def unknown(self, dataset: Dataset) -> float:
        """As it was given."""
        return self.unread
