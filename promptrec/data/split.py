"""Splits: which interactions a run learns from, is watched on and is judged on.

Each split keeps a promise of one sentence, the docstring of its function; a test holds it to that.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.moments import View, part_moments
from promptrec.data.splits import across_domains, by_column, by_side, by_time, by_user_time
from promptrec.data.splits.parts import Parts, random_parts
from promptrec.records import Bools, Ints
from promptrec.settings import PARTS, SplitSettings
from promptrec.words.table import sentence

NO_ROWS = {
    "train": "sentence.no_train_rows",
    "valid": "sentence.no_valid_rows",
    "test": "sentence.no_test_rows",
}
FEW = 100  # train rows below which a warning says so


@dataclass(frozen=True, slots=True)
class WarmCold:
    """How many users and items of test occur in train (warm) or do not (cold)."""

    warm_users: int
    cold_users: int
    warm_items: int
    cold_items: int


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Row numbers of the interactions, in file order, by part."""

    name: str
    train: Ints
    valid: Ints
    test: Ints
    visible: Mapping[str, Bools]  # part -> (n,) rows that may stand in the history of its rows
    moments: Mapping[str, Ints]  # part -> (n,) the moment from which each row is predicted
    warnings: tuple[str, ...] = ()

    def view(self, part: str) -> View:
        """What rows of a part may know."""
        return View(self.visible[part], self.moments[part])

    def knowing(self, part: str, view: View) -> "Split":
        """The same rows, of which those of one part know something else."""
        return dataclasses.replace(
            self,
            visible={**self.visible, part: view.visible},
            moments={**self.moments, part: view.when},
        )

    def grown(self, when: Ints) -> "Split":
        """The same parts where more rows came behind all: no part's rows may see them.

        when: (n,) the moment of every row, old and new.
        """
        new = len(when) - len(next(iter(self.visible.values())))
        return dataclasses.replace(
            self,
            visible={
                part: np.append(seen, np.zeros(new, bool)) for part, seen in self.visible.items()
            },
            moments={
                part: np.append(then, when[len(when) - new :])
                for part, then in self.moments.items()
            },
        )

    def warm_cold(self, dataset: Dataset) -> WarmCold:
        """Users and items of test, warm and cold."""
        users = occurs(dataset.user, self.train, self.test)
        items = occurs(dataset.item, self.train, self.test)
        return WarmCold(*users, *items)


def make_split(dataset: Dataset, settings: SplitSettings) -> Split:
    """Split a data set as the settings say. DataError when the data cannot be split so."""
    makers = {
        "leave_last": lambda: by_user_time.leave_last(dataset, settings.small_users),
        "temporal": lambda: by_time.temporal(dataset),
        "random": lambda: random_parts(len(dataset.interactions), settings.seed),
        "cold_user": lambda: by_side.cold_user(dataset, settings.seed, settings.known),
        "cold_item": lambda: by_side.cold_item(dataset, settings.seed),
        "cross_domain": lambda: across_domains.cross_domain(dataset, settings),
        "given": lambda: by_column.given(dataset),
    }
    parts = makers[settings.name]()
    rows = {part: parts.rows(part) for part in PARTS}
    return Split(
        settings.name,
        **rows,
        visible=parts.visible(),
        moments=part_moments(dataset.user, dataset.when, rows, settings.history),
        warnings=tuple(warnings_of(parts)),
    )


def warnings_of(parts: Parts) -> list[str]:
    """Sentences about parts that are empty or small, and about how they came about."""
    rows = {part: len(parts.rows(part)) for part in ("train", "valid", "test")}
    found: list[str] = [sentence(NO_ROWS[part]) for part, count in rows.items() if not count]
    if rows["train"] and (rows["train"] < FEW or rows["train"] < rows["valid"]):
        found.append(sentence("sentence.few_train_rows", **rows))
    return [*found, *parts.notes]


def occurs(codes: Ints, train: Ints, test: Ints) -> tuple[int, int]:
    """How many distinct codes of test occur in train, and how many do not."""
    tested = np.unique(codes[test])
    warm = int(np.isin(tested, codes[train]).sum())
    return warm, len(tested) - warm
