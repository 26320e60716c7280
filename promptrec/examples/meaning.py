"""What prompts need of a sentence encoder, without one: `model.meaning` gives it."""

from typing import Protocol

from promptrec.data.dataset import Dataset
from promptrec.records import Vectors


class Meaning(Protocol):
    """Vectors of the items of a data set, asked for when a template names a field of meaning."""

    def vectors(self, dataset: Dataset) -> Vectors:
        """(items, hidden) as `similar.on_grid` gives them; zeros for an item without words.

        DataError where no item has any.
        """

    def unknown(self, dataset: Dataset) -> float:
        """Share of the word pieces in the items' texts that the encoder cannot read, 0 to 1."""
