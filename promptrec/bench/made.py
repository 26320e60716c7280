"""Data sets and scores of any size, made with a seed: what growth is measured on."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from promptrec.compare.sides import Side
from promptrec.data.dataset import About, Dataset
from promptrec.records import Floats, Pairs


def made(rows: int, seed: int = 0) -> Dataset:
    """Ratings of sqrt(40 rows) users and sqrt(15 rows) items, a few of them with most rows.

    About as many, and as unequal, as in MovieLens of that size.
    """
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


def made_pairs(rows: int, users: int, seed: int = 0) -> Pairs:
    """Rows of so many users, half of them liked."""
    rng = np.random.default_rng(seed)
    label: Floats = (rng.random(rows) < 0.5).astype(np.float64)
    return Pairs(
        np.sort(rng.integers(users, size=rows)),
        rng.integers(1_000, size=rows),
        np.arange(rows),
        label,
        np.full(rows, np.nan),
        np.zeros(rows, bool),
    )


def made_sides(pairs: Pairs, count: int) -> list[Side]:
    """Variants that know a little of the labels, each by its own noise, whoever is beside it."""
    return [Side(f"r{at:04}", made_scores(pairs, at)) for at in range(count)]


def made_rules(pairs: Pairs, count: int = 8) -> Mapping[str, Floats]:
    """As many rules as data sets have."""
    return {f"rule{at}": made_scores(pairs, 10_000 + at) for at in range(count)}


def made_scores(pairs: Pairs, seed: int) -> Floats:
    """(pairs,) the label under noise, more or less of it by the seed."""
    rng = np.random.default_rng([7, seed])
    found: Floats = (0.2 + 0.1 * (seed % 5)) * pairs.label + rng.normal(size=len(pairs))
    return found
