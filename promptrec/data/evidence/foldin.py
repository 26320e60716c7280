"""Vectors of users from histories, by least squares with the items' vectors held fixed."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.evidence.histories import CHUNK, PairHistories
from promptrec.records import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Target:
    """What a user's vector x minimises, over the rows of the history with item vectors z.

    x base x + sum(x each x + weight (z x)^2) - 2 sum(pull z x + shift x); the second sum over the
    liked rows alone.
    """

    vectors: Floats  # (items, factors) z
    base: Floats  # (factors, factors), positive definite
    weight: float
    pull: Floats  # (items,)
    each: Floats  # (factors, factors)
    shift: Floats  # (factors,)
    liked_only: bool = False  # True: rows that are not liked do not count at all


def user_vectors(found: PairHistories, liked: Bools, target: Target) -> Floats:
    """(histories, factors); 0 for an empty history. liked: (rows,) of `found`."""
    factors = target.vectors.shape[1]
    upper = np.triu_indices(factors)
    products = target.vectors[:, upper[0]] * target.vectors[:, upper[1]]  # (items, upper half)
    good = liked.astype(np.float64)
    counted = good if target.liked_only else np.ones(len(liked))
    met, pulled = found.matrix(counted), found.matrix(good * target.pull[found.items])
    rows, liked_rows = found.sums(counted), found.sums(good)
    result = np.empty((len(rows), factors))
    for start in range(0, len(rows), CHUNK):
        part = slice(start, start + CHUNK)
        left = target.base + rows[part, None, None] * target.each
        half = target.weight * (met[part] @ products)
        square = np.empty_like(left)
        square[:, upper[0], upper[1]] = half
        square[:, upper[1], upper[0]] = half
        right = pulled[part] @ target.vectors + liked_rows[part, None] * target.shift
        result[part] = np.linalg.solve(left + square, right[:, :, None])[:, :, 0]
    return result
