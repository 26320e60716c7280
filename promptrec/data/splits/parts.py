"""The part of every interaction, and what each part may see."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from promptrec.records import Bools, Ints

TRAIN, VALID, TEST, PAST, UNUSED = 0, 1, 2, 3, 4  # PAST: history only, never a target
CODES = {"train": TRAIN, "valid": VALID, "test": TEST}
TRAIN_SHARE, VALID_SHARE = 0.8, 0.1  # test: the rest

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """(n,) the part of every interaction."""

    part: Codes
    blind: bool = False  # valid and test see train and PAST rows only, never each other
    notes: tuple[str, ...] = ()  # how the parts came about, where it is worth a sentence

    def rows(self, part: str) -> Ints:
        """Rows of a part, in file order."""
        return np.flatnonzero(self.part == CODES[part]).astype(np.int64)

    def visible(self) -> Mapping[str, Bools]:
        """Rows that may stand in a history, by the part of the predicted row.

        Train sees train and history-only rows, valid also valid, test also test; blind parts see
        what train sees. The history itself is always strictly earlier than the moment from which
        the row is predicted (`data.moments`).
        """
        train: Bools = np.isin(self.part, (TRAIN, PAST))
        valid: Bools = train if self.blind else train | (self.part == VALID)
        test: Bools = valid if self.blind else valid | (self.part == TEST)
        return {"train": train, "valid": valid, "test": test}


def filled(size: int, code: int = TRAIN) -> Codes:
    """(size,) all of one part."""
    return np.full(size, code, np.int8)


def random_parts(size: int, seed: int) -> Parts:
    """random: a seeded 80/10/10 of the rows, each row in exactly one part."""
    return Parts(shares(size, seed))


def shares(size: int, seed: int) -> Codes:
    """(size,) seeded parts, 80/10/10; valid and test get one each as soon as there are three."""
    valid = max(round(size * VALID_SHARE), min(1, max(size - 2, 0)))
    test = max(round(size * (1 - TRAIN_SHARE - VALID_SHARE)), min(1, max(size - 1, 0)))
    order = np.random.default_rng(seed).permutation(size)
    part = filled(size)
    part[order[:test]] = TEST
    part[order[test : test + valid]] = VALID
    return part
