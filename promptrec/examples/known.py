"""What a run may know of others: which rows count as ratings, and which say who met what.

    known       every visible row of the data, history-only and unsampled train rows included
    labelled    only the rows that the run learns from
    unlabelled  ratings of those, and who met what of every visible row
    train, all  as runs of before had it: rules count labelled rows, whatever item statistics count

Always only rows strictly older than the moment from which a pair is predicted. Never valid or test
rows: a row of valid is not judged on what others said in valid. A user's own history has a rule of
its own (`data.moments`).
"""

from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.split import Split
from promptrec.records import Ints


@dataclass(frozen=True, slots=True, eq=False)
class KnownRows:
    """Row numbers, ascending."""

    statistics: Ints  # ratings of others: item statistics, like-minded users
    met: Ints  # who met what, whatever was thought of it
    rules: Ints  # what rules without a model count and learn from

    @classmethod
    def same(cls, rows: Ints) -> "KnownRows":
        """The same rows for all."""
        return cls(rows, rows, rows)

    @property
    def of_rules(self) -> tuple[int, int]:
        """How many rows rules know with their ratings, and how many as who met what."""
        return len(self.rules), len(self.met)

    @property
    def met_beside(self) -> Ints | None:
        """Who met what, for rules; None where that is said by the rows that they count."""
        return None if self.met is self.rules else self.met


def known_rows(split: Split, train: Ints, statistics: str) -> KnownRows:
    """What the setting says. train: rows that the run learns from."""
    seen = np.flatnonzero(split.visible["train"]).astype(np.int64)  # never an unused row
    return {
        "known": KnownRows.same(seen),
        "labelled": KnownRows.same(train),
        "unlabelled": KnownRows(train, seen, train),
        "train": KnownRows.same(train),
        "all": KnownRows(seen, seen, train),
    }[statistics]


def every_row(dataset: Dataset) -> KnownRows:
    """Outside any run: every row that is older."""
    return KnownRows.same(np.arange(len(dataset.interactions)))
