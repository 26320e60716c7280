"""Time and memory of the evidence of N interactions: ready, look-ups a second, and their growth.

    python -m benchmarks.evidence 100000 1000000 10000000

The limits are 2 s for 100,000 interactions, 20 s and 1 GB for 1,000,000, and 5,000 look-ups a
second. Users and items are about as many, and as unequal, as in MovieLens of that size; look-ups
are rows of train, each from its own moment, rows of valid, all of a user from one, and candidates,
100 a user. Beside each pace stands how many times it is that of going through all that each crowd
met, in the same run, on fewer pairs. `also` is by ceilings, which are made once crowds have been as
much work; their seconds stand beside those until ready. Of several sizes the exponents of
growth are printed: of the seconds of a look-up, of the words and meetings that it counts, and of
the seconds until ready. Seconds are the processor's: others may be at work on the machine.
"""

import dataclasses
import itertools
import math
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.bench.grown import drawn
from promptrec.bench.made import made
from promptrec.data.dataset import Dataset
from promptrec.data.evidence import (
    Meetings,
    Together,
    also_met,
    co_rated,
    likeminded,
    pasts_of,
    together,
)
from promptrec.data.evidence.also import also_by_crowds, making
from promptrec.data.evidence.bits import words_of
from promptrec.data.evidence.ceilings import room
from promptrec.data.evidence.likeminded import agreed_by_crowds
from promptrec.data.evidence.together import support_by_crowds
from promptrec.data.history import histories_of
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of
from promptrec.data.split import Split, make_split
from promptrec.records import Pairs
from promptrec.settings import SplitSettings

LOOKUPS = 4096  # as many as prompts are made at a time
EACH = 100  # candidates of a user
FEW = 256  # pairs that crowds are asked for
ALSO = 10  # items that are met together with one
PARTS = {"candidates": "valid"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One size: seconds until ready, and per kind seconds and counted operations of a look-up."""

    rows: int
    ready: float
    seconds: Mapping[str, float]
    counted: Mapping[str, float]


def seconds(what: Callable[[], object]) -> float:
    """Processor seconds that it takes."""
    began = time.process_time()
    what()
    return time.process_time() - began


def asked(dataset: Dataset, split: Split) -> dict[str, tuple[Pairs, View]]:
    """Pairs of each kind, and what they may know."""
    some = pairs_of(dataset, drawn(split, "valid", LOOKUPS // EACH))
    each = some.take(np.repeat(np.arange(len(some)), EACH))
    items = np.random.default_rng(1).integers(len(dataset.items), size=len(each))
    found = {part: pairs_of(dataset, drawn(split, part, LOOKUPS)) for part in ("train", "valid")}
    found["candidates"] = dataclasses.replace(each, item=items)
    return {name: (one, split.view(PARTS.get(name, name))) for name, one in found.items()}


def paces(meetings: Meetings, pairs: Pairs, view: View) -> dict[str, tuple[float, float, float]]:
    """Per rule: seconds and counted operations of a look-up, and how many times slower crowds are.

    The pasts are included.
    """
    dataset = meetings.dataset
    few = np.linspace(0, len(pairs) - 1, FEW).astype(int)
    pasts, some = (pasts_of(dataset, one, view) for one in (pairs, pairs.take(few)))
    met = np.diff(meetings.of_item.starts)
    groups = [pasts.items[pasts.of(one[0])] for one in pasts.alike()]
    ways = {
        "co_rated": (
            lambda: co_rated(together(meetings, pasts_of(dataset, pairs, view))),
            lambda: co_rated(Together(some, *support_by_crowds(meetings, some))),
            words_of(meetings) * len(pasts.rows),
        ),
        "likeminded": (
            lambda: likeminded(meetings, pasts_of(dataset, pairs, view)),
            lambda: list(agreed_by_crowds(meetings, some, range(len(some)))),
            sum(int(met[items].sum()) for items in groups),
        ),
        "also": (
            lambda: also_met(meetings, pasts_of(dataset, pairs, view), ALSO),
            lambda: list(also_by_crowds(meetings, some, ALSO, range(len(some)))),
            int(meetings.reach[pairs.item].sum()),
        ),
    }
    found = {}
    for name, (way, crowds, counted) in ways.items():
        one, other = seconds(way) / len(pairs), seconds(crowds) / len(some)
        found[name] = (one, counted / len(pairs), other / one)
    return found


def measure(rows: int) -> Measured:
    """Print seconds, megabytes and look-ups a second of one size."""
    dataset = made(rows)
    split = make_split(dataset, SplitSettings())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    usable = np.flatnonzero(split.visible["train"])
    began = time.process_time()
    meetings, _ = Meetings(dataset, usable), histories_of(dataset)
    _ = meetings.in_time, meetings.reach, meetings.opinions
    ready = time.process_time() - began
    more = made_ceilings(meetings)
    users, items = len(dataset.users), len(dataset.items)
    print(
        f"\n{rows:,} interactions, {users:,} users, {items:,} items: ready in {ready:.2f} s", end=""
    )
    print(f", ceilings in {more:.2f} s more\n" if more else "\n")
    print("| look-ups | a second | times that of crowds |\n| --- | --- | --- |")
    took, counted = {}, {}
    for part, (pairs, view) in asked(dataset, split).items():
        for name, (one, words, times) in paces(meetings, pairs, view).items():
            kind = f"{part}, {name}"
            took[kind], counted[kind] = one, words
            print(f"| {kind} | {1 / one:,.0f} | {times:.1f} |", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nLargest memory {peak:.0f} MB (before: {before:.0f} MB).")
    return Measured(rows, ready, took, counted)


def made_ceilings(meetings: Meetings) -> float:
    """Make them, as if crowds had been as much work already; seconds, 0 where there is no room."""
    meetings.gone_through = making(meetings)
    if not room(len(meetings.dataset.users), meetings.items):
        return 0.0
    return seconds(lambda: meetings.ceilings)


def growth(one: Measured, other: Measured) -> None:
    """Print the exponents of growth from one size to another."""

    def exponent(small: float, large: float) -> str:
        return f"{math.log(large / small) / math.log(other.rows / one.rows):.2f}"

    print(f"\nFrom {one.rows:,} to {other.rows:,} interactions, exponents:\n")
    print("| look-ups | seconds | counted |\n| --- | --- | --- |")
    for kind, took in one.seconds.items():
        cells = (
            exponent(took, other.seconds[kind]),
            exponent(one.counted[kind], other.counted[kind]),
        )
        print(f"| {kind} | {' | '.join(cells)} |")
    print(f"| until ready | {exponent(one.ready, other.ready)} | |")


def main(sizes: Sequence[int]) -> None:
    """Measure each size, then how the cost grows."""
    found = [measure(rows) for rows in sizes]
    for one, other in itertools.pairwise(found):
        growth(one, other)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000])
