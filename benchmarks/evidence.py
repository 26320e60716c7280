"""Time and memory of the evidence of N interactions: ready, and look-ups a second.

    python -m benchmarks.evidence 1000000

The limits are 2 s for 100,000 interactions, 20 s and 1 GB for 1,000,000, and 5,000 look-ups a
second. Users and items are about as many, and as unequal, as in MovieLens of that size; look-ups
are rows of valid, all of a user from one moment, and rows of train, each from its own.
"""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from promptrec.data.dataset import About, Dataset
from promptrec.data.evidence import Meetings, co_rated, likeminded, pasts_of, together
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.records import Ints
from promptrec.settings import SplitSettings

LOOKUPS = 4096  # as many as prompts are made at a time


def made(rows: int, seed: int = 0) -> Dataset:
    """Ratings of sqrt(40 rows) users and sqrt(15 rows) items, a few of them with most rows."""
    rng = np.random.default_rng(seed)
    users, items = int((40 * rows) ** 0.5), int((15 * rows) ** 0.5)
    pair = np.zeros(0, np.int64)
    while len(pair) < rows:
        user = (users * rng.random(2 * rows) ** 1.7).astype(np.int64)
        item = (items * rng.random(2 * rows) ** 2).astype(np.int64)
        pair = np.unique(np.concatenate((pair, user * items + item)))
    pair = rng.permutation(pair)[:rows]
    return Dataset(
        About(name="made", like_at=4),
        users=pd.DataFrame(index=[f"u{code}" for code in range(users)]),
        items=pd.DataFrame(
            {"title": [f"t{code}" for code in range(items)]},
            index=[f"i{code}" for code in range(items)],
        ),
        interactions=pd.DataFrame(
            {
                "user": pair // items,
                "item": pair % items,
                "label": (rng.random(rows) < 0.5) * 1.0,
                "timestamp": np.sort(rng.integers(0, 10**9, rows)),
            }
        ),
    )


def seconds(what: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def lookups(dataset: Dataset, meetings: Meetings, rows: Ints, view: View) -> dict[str, float]:
    """Look-ups a second of each kind, the pasts included."""
    pairs = pairs_of(dataset, rows)
    kinds = {
        "co_rated": lambda: co_rated(together(meetings, pasts_of(dataset, pairs, view))),
        "likeminded": lambda: likeminded(meetings, pasts_of(dataset, pairs, view)),
    }
    return {name: len(pairs) / seconds(kind) for name, kind in kinds.items()}


def main(rows: int) -> None:
    """Print seconds, megabytes and look-ups a second."""
    dataset = made(rows)
    split = make_split(dataset, SplitSettings())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    usable = np.flatnonzero(split.visible["train"])
    began = time.perf_counter()
    meetings = Meetings(dataset, usable)
    ready = time.perf_counter() - began
    print(f"{rows:,} interactions, {len(dataset.users):,} users: ready in {ready:.2f} s")
    rng = np.random.default_rng(0)
    for part in ("train", "valid"):
        own = getattr(split, part)
        some = np.sort(rng.choice(own, min(LOOKUPS, len(own)), replace=False))
        for name, pace in lookups(dataset, meetings, some, split.view(part)).items():
            print(f"{part}, {name}: {pace:,.0f} look-ups a second")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"largest memory {peak:.0f} MB (before: {before:.0f} MB)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
