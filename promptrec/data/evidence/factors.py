"""Users and items as vectors that were known at a moment, for `{cf.user}` and `{cf.item}`.

Items' vectors are learned (`als`) again and again as the rows grow: from the oldest FIRST rows,
from GROWTH times as many, and so on, at last from all. A pair gets those of the last such stage
whose rows are all strictly older than its moment. So nothing of the pair's own moment or later is
in them, whoever's it is, in train as in valid and test: there is nothing to cross-fit, and what a
model learns from is made as what it is judged on. Factors are free up to a rotation, so each stage
goes on from the vectors of the one before it, and all stages point the same way.

A user's vector is solved for from the user's own visible rows strictly before the moment, with the
items' vectors of the stage held fixed (fold-in: Hu, Koren and Volinsky 2008, equation 4).
"""

import dataclasses
import functools
import math
import threading
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from promptrec.counted import FACTORS
from promptrec.data.dataset import Dataset
from promptrec.data.evidence.als import als_target, als_values, als_vectors
from promptrec.data.evidence.foldin import Target, user_vectors
from promptrec.data.evidence.histories import PairHistories
from promptrec.data.history import Histories
from promptrec.records import Bools, Floats, Ints

FIRST = 50  # rows of the first stage
GROWTH = 1.25  # rows of a stage, in those of the one before it
ROUNDS = 5  # of a stage that goes on from another one
SEED = 0  # whatever the seed of a run: its factors are a part of the data


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """What was known at one time."""

    vectors: Floats  # (items, factors) as learned
    known: Bools  # (items,) whether any row met the item
    target: Target
    of_user: float  # mean length of a vector, as a root mean square over its numbers
    of_item: float


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """One vector each, with its length between 0 and 1; where nothing is known it says nothing."""

    values: Floats  # (n, factors)
    known: Bools  # (n,)


class Factors:
    """The stages of some rows, learned when they are first asked for."""

    def __init__(self, dataset: Dataset, rows: Ints, opinions: bool) -> None:
        """rows: that may be known. opinions: their labels too; else who met what alone."""
        rows = rows[~np.isnan(dataset.label[rows])]
        self._rows = rows[np.lexsort((rows, dataset.when[rows]))]
        self._dataset, self._opinions = dataset, opinions
        self._ends = ends(dataset.when[self._rows])
        self._stages: list[Stage] = []
        self._lock = threading.Lock()  # pages ask from several threads

    def items(self, item: Ints, when: Ints) -> Vectors:
        """Of items at moments, (n,) each."""
        found = Vectors(np.zeros((len(item), FACTORS)), np.zeros(len(item), bool))
        for stage, at in self._by_stage(when):
            found.values[at] = evened(stage.vectors[item[at]], stage.of_item)
            found.known[at] = stage.known[item[at]] & (item[at] >= 0)
        return found

    def users(
        self,
        user: Ints,
        when: Ints,
        histories: Histories,
        visible: Bools | None,
        dataset: Dataset | None = None,
    ) -> Vectors:
        """Of users at moments, (n,) each; -1: nobody known. visible: rows that they may know.

        dataset: that the histories are of, which may have more rows at its end; None: this one.
        """
        data = dataset or self._dataset
        asked, which = np.unique(np.stack((user, when), axis=1), axis=0, return_inverse=True)
        found = Vectors(np.zeros((len(asked), FACTORS)), np.zeros(len(asked), bool))
        for stage, at in self._by_stage(np.where(asked[:, 0] >= 0, asked[:, 1], -1)):
            pasts = [histories.before(int(one), int(then), visible) for one, then in asked[at]]
            found.values[at], found.known[at] = folded(data, stage, pasts)
        which = which.reshape(-1)
        return Vectors(found.values[which], found.known[which])

    def _by_stage(self, when: Ints) -> list[tuple[Stage, Ints]]:
        """The stages of the moments, each with the places of its moments."""
        number = np.searchsorted(self._ends, when, side="right") - 1
        asked = np.unique(number[number >= 0]).tolist()
        return [(self._stage(one), np.flatnonzero(number == one)) for one in asked]

    def _stage(self, number: int) -> Stage:
        with self._lock:
            while len(self._stages) <= number:
                before = self._stages[-1].vectors if self._stages else None
                self._stages.append(self._learned(self._ends[len(self._stages)], before))
            return self._stages[number]

    def _learned(self, end: int, before: Floats | None) -> Stage:
        """The stage of all rows strictly before a moment, going on from the vectors before."""
        data = self._dataset
        rows = self._rows[: np.searchsorted(data.when[self._rows], end)]
        size = len(data.users), len(data.items)
        _, last = np.unique((data.user[rows] * size[1] + data.item[rows])[::-1], return_index=True)
        rows = np.sort(rows[::-1][last])  # of a pair its newest row
        label = data.label[rows] if self._opinions else np.ones(len(rows))
        table = sparse.csr_array((als_values(label), (data.user[rows], data.item[rows])), size)
        how = {} if before is None else {"rounds": ROUNDS}
        found = als_vectors(table, SEED, before, **how)
        known = np.bincount(data.item[rows], minlength=size[1]) > 0
        return Stage(
            found.items,
            known,
            als_target(found.items),
            length_of(found.users[np.unique(data.user[rows])]),
            length_of(found.items[known]),
        )


def folded(data: Dataset, stage: Stage, pasts: list[Ints]) -> tuple[Floats, Bools]:
    """Vectors of histories of row numbers, and whether an item of them is known."""
    pasts = [rows[~np.isnan(data.label[rows])] for rows in pasts]
    rows = np.concatenate(pasts) if pasts else np.zeros(0, np.int64)
    starts = np.cumsum([0, *map(len, pasts)])
    met, item = np.unique(data.item[rows], return_inverse=True)
    table = PairHistories(np.arange(len(pasts)), starts, rows, item.reshape(-1), len(met))
    target = dataclasses.replace(
        stage.target, vectors=stage.vectors[met], pull=stage.target.pull[met]
    )
    values = user_vectors(table, data.label[rows] > 0, target)
    known = table.sums(stage.known[data.item[rows]].astype(np.float64)) > 0
    return evened(values, stage.of_user), known


def ends(when: Ints) -> Ints:
    """The moment that each stage ends before, from the moments of all rows, (rows,) ascending.

    A stage depends on older rows alone: more rows behind it change nothing of it.
    """
    sizes = [FIRST]
    while sizes[-1] < len(when):
        sizes.append(math.ceil(sizes[-1] * GROWTH))
    found = [when[size] for size in sizes if size < len(when)]
    every = [when[-1] + 1] if len(when) else []
    cuts = np.unique(np.array([*found, *every], np.int64))
    return cuts[cuts > when[0]] if len(when) else cuts


def length_of(vectors: Floats) -> float:
    """Mean length of vectors, as a root mean square over their numbers; 1 where all are 0."""
    found = float(np.sqrt((vectors**2).mean(axis=1)).mean()) if len(vectors) else 0.0
    return found or 1.0


def evened(vectors: Floats, length: float) -> Floats:
    """(n, factors) in the same directions, below 1 in length; 0.71 at the mean length.

    What is well known has long vectors, which no projection that is learned from few rows must
    be carried away by.
    """
    scaled = vectors / length
    result: Floats = scaled / np.sqrt(1 + (scaled**2).mean(axis=1, keepdims=True))
    return result


@functools.lru_cache(maxsize=4)
def kept_factors(dataset: Dataset, rows: bytes, opinions: bool) -> Factors:
    """The factors of these row numbers, learned once."""
    return Factors(dataset, np.frombuffer(rows, np.int64), opinions)


def factors_of(dataset: Dataset, rows: Ints, opinions: bool) -> Factors:
    """The factors of some rows, kept for the next who asks; a newcomer changes nothing of them."""
    return kept_factors(dataset.catalogue, np.asarray(rows, np.int64).tobytes(), opinions)
