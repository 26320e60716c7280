"""Score files of any system -> the comparison that runs get: the same tests, words and bounds."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from promptrec.compare.files.matched import matched
from promptrec.compare.files.scored import ScoreFile
from promptrec.compare.judging import SESOI
from promptrec.compare.sides import People, Side, compared_on
from promptrec.compare.verdict import Comparison
from promptrec.errors import SettingsError
from promptrec.metrics.metric import MAIN
from promptrec.records import Pairs

File = TypeVar("File")


@dataclass(frozen=True, slots=True, eq=False)
class JudgedFiles:
    """A comparison and what it was judged on."""

    found: Comparison
    pairs: Pairs
    sides: tuple[Side, ...]


def systems_of(named: Iterable[tuple[str, File]]) -> dict[str, list[File]]:
    """The files of each system, the first is the control; SettingsError for a single system."""
    found: dict[str, list[File]] = {}
    for name, file in named:
        found.setdefault(name, []).append(file)
    if len(found) < 2:
        raise SettingsError("sentence.scores_one_system")
    return found


def judge_files(
    systems: Mapping[str, Sequence[ScoreFile]], *, metric: str = MAIN, sesoi: float = SESOI
) -> JudgedFiles:
    """Systems by name, the first is the control. Several files of one: repeats with other seeds.

    Nobody is locked: the files hold what their makers chose to hold out. DataError where they are
    not of the same rows (`matched`), SettingsError for a single system or an unknown metric.
    """
    pairs, scores, most = matched([one for files in systems.values() for one in files])
    lines = iter(scores)
    sides = tuple(
        Side(name, np.array([next(lines) for _ in files]), tuned=len(files) > 1)
        for name, files in systems.items()
    )
    return judge_sides(pairs, sides, most=most, metric=metric, sesoi=sesoi)


def judge_sides(
    pairs: Pairs,
    sides: tuple[Side, ...],
    *,
    most: int = 0,
    metric: str = MAIN,
    sesoi: float = SESOI,
) -> JudgedFiles:
    """Scores of rows that belong to no split. most: rows of the largest file; 0: these rows."""
    people = People(part="files", locked=0, known=len(np.unique(pairs.user)))
    every = np.arange(len(pairs))
    found = compared_on(people, pairs, sides, {}, every, metric=metric, sesoi=sesoi)
    common = (len(pairs), most or len(pairs))
    found = dataclasses.replace(found, common=common, known_of_others=())
    return JudgedFiles(found, pairs, sides)
