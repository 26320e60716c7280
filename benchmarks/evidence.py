"""Time and memory of the evidence of N interactions, and what it is worth on a data set.

    python -m benchmarks.evidence 1000000
    python -m benchmarks.evidence movies music

The limits are 2 s for 100,000 interactions, 20 s and 1 GB for 1,000,000, and 5,000 look-ups a
second. Users and items are about as many, and as unequal, as in MovieLens of that size; look-ups
are rows of valid, all of a user from one moment, and rows of train, each from its own.

Of a data set: AUC of its valid rows, pooled and within users, by logistic regression of numbers
that are known of each pair, learned from the other four fifths of the users.
"""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import logit

from promptrec.baselines.stack import combined
from promptrec.data.dataset import About, Dataset
from promptrec.data.evidence import (
    Meetings,
    Near,
    co_rated,
    likeminded,
    meetings_of,
    on_grid,
    pasts_of,
    similar,
    together,
)
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of
from promptrec.data.shipped import open_dataset
from promptrec.data.split import make_split
from promptrec.data.statistics import ItemStatistics
from promptrec.metrics.auc import auc, user_auc
from promptrec.model.meaning import MEANING
from promptrec.records import Floats, Ints, Pairs, Vectors
from promptrec.settings import SplitSettings

LOOKUPS = 4096  # as many as prompts are made at a time
HIDDEN = 384  # numbers of a vector, as those of minilm
NEAREST = 10  # past items whose opinion is a number
FOLDS = 5  # of users


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
    vectors = drawn(len(dataset.items))
    kinds = {
        "co_rated": lambda: co_rated(together(meetings, pasts_of(dataset, pairs, view))),
        "likeminded": lambda: likeminded(meetings, pasts_of(dataset, pairs, view)),
        "similar": lambda: similar(vectors, pasts_of(dataset, pairs, view)).nearest(NEAREST),
    }
    return {name: len(pairs) / seconds(kind) for name, kind in kinds.items()}


def drawn(items: int) -> Vectors:
    """Random vectors of length 1, about as near to each other as films are."""
    found = np.random.default_rng(0).normal(size=(items, HIDDEN)) + 0.8
    return on_grid((found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32))


def share(liked: Floats | Ints, seen: Floats | Ints, prior: Floats | float) -> Floats:
    """Log-odds of the share of likes, pulled to the prior by two."""
    return logit(np.clip((liked + 2 * prior) / (seen + 2), 0.01, 0.99))


def near_share(near: Near, own: Floats) -> Floats:
    """The same of the nearest items of each past."""
    chosen, owner, size = near.nearest(NEAREST), near.pasts.owner, len(near.pasts)
    liked = np.bincount(owner[chosen & near.pasts.liked], minlength=size)
    return share(liked, np.bincount(owner[chosen], minlength=size), own)


def numbers_of(dataset: Dataset, pairs: Pairs, view: View, known: Ints) -> dict[str, Floats]:
    """What is known of each pair, as log-odds."""
    pasts = pasts_of(dataset, pairs, view)
    liked = np.bincount(pasts.owner, weights=pasts.liked, minlength=len(pasts))
    own = (liked + 1) / (np.diff(pasts.starts) + 2)
    of_item, seen = ItemStatistics(dataset, known).counts(pairs.item, view.moments(pairs))
    met = together(meetings_of(dataset, known), pasts)
    near = similar(MEANING.vectors(dataset), pasts)
    said = np.bincount(near.pasts.owner[near.nearest(NEAREST)], minlength=len(pasts))
    print(f"  fewer than 2 similar items: {np.mean(said < 2):.0%} of {len(pairs):,} rows")
    return {
        "share of likes": logit(own),
        "item": share(of_item, seen, of_item.sum() / max(seen.sum(), 1)),
        "co_rated": logit(np.clip(co_rated(met), 0.01, 0.99)),
        "alike": near_share(met.near, own),
        "similar": near_share(near, own),
    }


def crossed(numbers: Floats, pairs: Pairs) -> Floats:
    """(pairs,) log-odds, learned from users of the other folds."""
    fold, score = pairs.user % FOLDS, np.zeros(len(pairs))
    for at in range(FOLDS):
        model = combined(numbers[fold != at], pairs.label[fold != at])
        score[fold == at] = model.log_odds(numbers[fold == at])
    return score


def worth(name: str) -> None:
    """Print what the numbers are worth on valid rows of a data set."""
    dataset = open_dataset(name)
    split = make_split(dataset, SplitSettings())
    pairs = pairs_of(dataset, split.valid)
    print(name)
    known = np.flatnonzero(split.visible["train"])
    found = numbers_of(dataset, pairs, split.view("valid"), known)
    own, counted = ["share of likes"], ["share of likes", "item", "co_rated"]
    for names in (own, [*own, "alike"], [*own, "similar"], counted, [*counted, "similar"]):
        score = crossed(np.column_stack([found[one] for one in names]), pairs)
        within = user_auc(pairs.user, pairs.label, score)
        pooled = auc(pairs.label, score)
        print(f"  AUC {pooled:.3f}  within {within.mean(within.rows):.3f}  {' + '.join(names)}")


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
    names = [one for one in sys.argv[1:] if not one.isdigit()]
    for one in names:
        worth(one)
    if not names:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
