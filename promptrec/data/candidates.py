"""Candidates: the items that may be ranked for a user, under a stated rule."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.negatives import seen_keys, unseen_of
from promptrec.records import Bools, Ints, Pairs


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What is ranked for one user: positives first, then sampled negatives."""

    user: int
    pairs: Pairs  # all at the user's first row of the part: no candidate knows more than another
    relevant: Bools  # (candidates,) the positives


def unseen(dataset: Dataset, user: int) -> Ints:
    """Items that a user has no interaction with, in file order; for a user of -1 all items."""
    items = np.ones(len(dataset.items), bool)
    items[dataset.item[dataset.user == user]] = False
    return np.flatnonzero(items).astype(np.int64)


def sampled_candidates(
    dataset: Dataset,
    pairs: Pairs,
    *,
    users: int = 200,
    negatives: int = 99,
    seed: int = 0,
    pool: Ints | None = None,
) -> list[Candidates]:
    """Each user's positives among `pairs` and seeded unseen items, for a seeded sample of users.

    pairs: those of one part. users: at most so many, of those with a positive, in order of code.
    A user's negatives depend on the seed and the user alone, not on who else is sampled.
    pool: the items that may be negatives; None: all.
    """
    positive = ~pairs.sampled & (pairs.label > 0)
    found = np.unique(pairs.user[positive])
    if len(found) > users:
        found = np.sort(np.random.default_rng(seed).choice(found, users, replace=False))
    keys = seen_keys(dataset)
    return [
        candidates_of(
            dataset, pairs.take(np.flatnonzero(pairs.user == user)), keys, negatives, seed, pool
        )
        for user in found
    ]


def candidates_of(
    dataset: Dataset, own: Pairs, keys: Ints, negatives: int, seed: int, pool: Ints | None = None
) -> Candidates:
    """Candidates of the one user whose pairs these are."""
    user = int(own.user[0])
    first = int(own.row[np.lexsort((own.row, dataset.when[own.row]))[0]])
    liked = np.unique(own.item[~own.sampled & (own.label > 0)])
    others = unseen_of(keys, user, len(dataset.items))
    others = others if pool is None else np.intersect1d(others, pool)
    rng = np.random.default_rng([seed, user])
    drawn = rng.choice(others, min(negatives, len(others)), replace=False)
    items = np.concatenate((liked, drawn))
    relevant = np.arange(len(items)) < len(liked)
    return Candidates(
        user,
        Pairs(
            np.full(len(items), user, np.int64),
            items,
            np.full(len(items), first, np.int64),
            relevant.astype(np.float64),
            np.full(len(items), np.nan),
            ~relevant,
        ),
        relevant,
    )
