"""What the first stage of a list misses, and what a list costs with it and without.

    python -m benchmarks.first_stage [--home .promptrec] [--runs e0005 e0008] [--users 10] [--write]

For a seeded sample of users of each run's data (the best example run of `shop` and `music` by
default): the whole catalogue is read once, and the share of its first 10 that the first stage keeps
at N items is counted; seconds of one user's list, rendering, scores and all. --write puts the table
into docs/recommend.md. A run reads about 100 prompts a second on two cores: 10 users of `shop` take
two minutes.
"""

import argparse
import datetime
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from benchmarks.sections import write_section
from promptrec.judge.opening import variant_of
from promptrec.model.variant import Variant
from promptrec.recommend.request import Request, asked
from promptrec.recommend.stages import first_stage, recall
from promptrec.store.shipped_runs import add_examples
from promptrec.store.store import Store

PAGE, HEADING = Path("docs/recommend.md"), "What the first stage misses"
SIZES, K, SEED = (50, 100, 300), 10, 0
HEAD = "| run | data | items that may be shown | " + " | ".join(f"kept at N = {n}" for n in SIZES)


def row_of(name: str, variant: Variant, count: int) -> str:
    """One run: candidates, recall at each N, seconds of the whole and of N = 100."""
    data = variant.plan.dataset
    users = np.random.default_rng(SEED).choice(len(data.users), count, replace=False)
    kept: dict[int, list[float]] = {n: [] for n in SIZES}
    whole, staged, sizes = [], [], []
    for user in map(str, data.users.index[users]):
        begun = time.monotonic()
        found = asked(variant, Request(user=user), (), ())
        full = found.rank()
        whole.append(time.monotonic() - begun)
        sizes.append(len(full))
        for n in SIZES:
            some = first_stage(variant.plan, found.user, found.kept.items, n)
            kept[n].append(recall(full, some.items, K))
        begun = time.monotonic()
        asked(variant, Request(user=user, first=100), (), ()).rank()
        staged.append(time.monotonic() - begun)
    chance = {n: min(1.0, n / float(np.median(sizes))) for n in SIZES}
    shares = " | ".join(f"{np.mean(kept[n]):.0%} ({chance[n]:.0%})" for n in SIZES)
    seconds = f"{np.median(whole):.1f} | {np.median(staged):.1f}"
    return f"| {name} | {data.about.name} | {np.median(sizes):.0f} | {shares} | {seconds} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".promptrec"))
    parser.add_argument("--runs", nargs="+", default=["e0005", "e0008"])
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    store = Store.open(given.home)
    add_examples(store)
    rows = [row_of(run, variant_of(run, store=store), given.users) for run in given.runs]
    day = datetime.datetime.now(datetime.UTC).date()
    lines = [
        f"`python -m benchmarks.first_stage --users {given.users}`, {day}, seed {SEED},"
        f" {machine()}. Share of the best {K} of all items that the first stage keeps, mean over"
        " users (a random sample of N: in brackets); seconds of one list without reasons, median.",
        "",
        f"{HEAD} | seconds, all | seconds, N = 100 |",
        "| --- " * (len(SIZES) + 5) + "|",
        *rows,
    ]
    print("\n".join(lines))
    if given.write:
        write_section(PAGE, HEADING, lines)


if __name__ == "__main__":
    main()
