"""Exponents of growth: by what power of the size the cost rises. 1 is linear, 0 stays as it is.

Sizes take turns in one run, on the processor's clock, and the exponent is the slope of the line
through their logarithms. What a size gives is held against what is known of it before anything is
printed: mostly that it begins with what the smaller size gave.
"""

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from promptrec.bench import grown
from promptrec.bench.figure import Figure, unlike
from promptrec.bench.turns import take_turns
from promptrec.records import Floats

LINEAR = 1.0
Way = Callable[[], Floats]


def begins_alike(found: Sequence[Floats]) -> float:
    """The widest gap between what a size gave and the beginning of what the next one gave."""
    pairs = itertools.pairwise(found)
    return max(float(np.abs(one - other[: len(one)]).max(initial=0)) for one, other in pairs)


def is_nothing(found: Sequence[Floats]) -> float:
    """The widest of gaps that the ways measured themselves."""
    return max(float(np.abs(one).max(initial=0)) for one in found)


@dataclass(frozen=True, slots=True)
class Growth:
    """Something that is asked at several sizes."""

    against: str  # what grows
    sizes: tuple[int, ...]
    way: Callable[[int, Path], Way]  # a size, and a folder of its own
    gap: Callable[[Sequence[Floats]], float] = begins_alike
    same: float = 0.0  # the widest gap that counts as the same

    def quick(self) -> "Growth":
        """The smaller sizes."""
        return Growth(self.against, self.sizes[:2], self.way, self.gap, self.same)


GROWTHS: Mapping[str, Growth] = {
    "growth_scoring": Growth("rows, `tiny`", (500, 2_000, 8_000), grown.scoring, same=1e-4),
    "growth_tuning": Growth("rows, one epoch of `tiny`", (500, 2_000, 8_000), grown.tuning),
    "growth_rendering": Growth("rows", (1_000, 10_000, 100_000), grown.rendering),
    "growth_compare": Growth("runs of 2,000 rows", (10, 100, 1_000), grown.comparing, same=1e-12),
    "growth_store": Growth("runs that are listed", (100, 1_000, 10_000), grown.listing),
    "growth_store_point": Growth(
        "runs beside the one that writes", (100, 1_000, 10_000), grown.writing, is_nothing
    ),
    "growth_evidence": Growth(
        "interactions, 1,000 look-ups", (10_000, 100_000, 1_000_000), grown.evidence, is_nothing
    ),
}


def growth_figures(rounds: int, quick: bool = False) -> Iterator[Figure]:
    """Every exponent, each as soon as it is known."""
    for name, one in GROWTHS.items():
        yield growth_figure(name, one.quick() if quick else one, rounds)


def growth_figure(name: str, one: Growth, rounds: int = 2) -> Figure:
    """The exponent of one kind."""
    with tempfile.TemporaryDirectory() as folder:
        ways = {str(size): one.way(size, Path(folder) / str(size)) for size in one.sizes}
        seconds, found = take_turns(ways, rounds, time.process_time)
    gap = one.gap([found[str(size)] for size in one.sizes])
    if gap > one.same:
        return unlike(name, one.against, LINEAR, "results", gap, one.same, unit="exponent")
    took = [seconds[str(size)] for size in one.sizes]
    told = ", ".join(f"{size:,}: {each:.3g} s" for size, each in zip(one.sizes, took, strict=True))
    return Figure(name, exponent(one.sizes, took), "exponent", one.against, LINEAR, told)


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The slope of the line through the logarithms, least squares.

    >>> exponent([10, 100, 1000], [2.0, 20.0, 200.0])
    1.0
    """
    slope = np.polyfit(np.log(sizes), np.log(np.maximum(costs, 1e-9)), 1)[0]
    return round(float(slope), 4)
