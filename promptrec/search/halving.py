"""Successive halving: many candidates on few rows, the best of them on more and more rows.

Karnin et al. 2013, "Almost optimal exploration in multi-armed bandits", algorithm 1; with a third
kept and three times the rows, as Jamieson and Talwalkar 2016 (their eta = 3).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FACTOR = 3


@dataclass(frozen=True, slots=True)
class HalvingRung:
    """So many candidates, judged on so many valid rows each."""

    candidates: int
    rows: int


def rungs(candidates: int, first_rows: int, most_rows: int) -> tuple[HalvingRung, ...]:
    """The rungs from the first to the one with all rows.

    >>> [(one.candidates, one.rows) for one in rungs(20, 64, 1000)]
    [(20, 64), (7, 192), (3, 576), (1, 1000)]
    """
    rows = min(first_rows, most_rows)
    found = [HalvingRung(candidates, rows)]
    while rows < most_rows:
        candidates = math.ceil(candidates / FACTOR)
        rows = most_rows if candidates == 1 else min(rows * FACTOR, most_rows)
        found.append(HalvingRung(candidates, rows))
    return tuple(found)


def survivors(values: Mapping[int, float | None], keep: int) -> Sequence[int]:
    """The candidates with the largest values, best first; of equal ones the earlier.

    A candidate without a value failed and survives only where nothing else is left.

    >>> survivors({0: 0.5, 1: 0.7, 2: None, 3: 0.7}, 2)
    [1, 3]
    """

    def rank(candidate: int) -> tuple[float, int]:
        value = values[candidate]
        return (math.inf if value is None else -value, candidate)

    return sorted(values, key=rank)[:keep]
