"""ease: one linear model from every liked item to every other, in closed form.

Items' weights are solved for once, on the fit rows; the user is known by the visible history before
the moment. What is solved is as wide as the smaller of users and items, by the identity of
Woodbury; what is kept has a number for each two items at most, so there is an end to the items.
"""

import functools
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.fitting import fit_rows_of
from promptrec.baselines.histories import PairHistories, histories_of, products, worth_of
from promptrec.baselines.past import Past
from promptrec.data.dataset import Dataset
from promptrec.records import Floats, Ints, Pairs

RIDGE = 200.0
MOST_ITEMS = 10_000  # 0.8 GB


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """P = (X'X + ridge)^-1 of liked fit rows X, as it is or as (1 - W'W) / ridge."""

    inverse: Floats | None  # (items, items) P, where there are fewer items than users
    vectors: Floats | None  # (items, users) W', where there are fewer users
    diagonal: Floats  # (items,) of P


@baseline(
    "ease",
    place=95,
    likes_suffice=True,
    learned=True,
    collaborative=True,
    most_items=MOST_ITEMS,
)
def ease(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """sum of B_ij over the liked items i of the history but j; B_ij = -P_ij / P_jj.

    P is the inverse of X'X + 200, X the liked pairs of the fit rows; what was not liked says
    nothing. Steck 2019, arXiv:1905.03375, equation 8. 0 without a liked row in the history.
    """
    model = weights(past.dataset, past.fit_rows.tobytes())
    found = histories_of(past, pairs, when)
    liked = found.once(past.dataset.label[found.rows] > 0)
    own = worth_of(found, lambda part: liked[part].toarray(), pairs.item)
    result: Floats = own - through(model, found, liked, pairs.item) / model.diagonal[pairs.item]
    return result


def through(model: Weights, found: PairHistories, liked: sparse.csr_array, items: Ints) -> Floats:
    """(pairs,) x P at the item, x the liked items of the history."""
    if model.inverse is not None:
        inverse = model.inverse
        return worth_of(found, lambda part: liked[part] @ inverse, items)
    vectors = np.zeros((0, 0)) if model.vectors is None else model.vectors
    own = worth_of(found, lambda part: liked[part].toarray(), items)
    result: Floats = (own - products(found, liked @ vectors, vectors, items)) / RIDGE
    return result


@functools.lru_cache(maxsize=3)  # all fit rows, and each half of the users
def weights(dataset: Dataset, fit_rows: bytes) -> Weights:
    """P of these fit rows."""
    fit = fit_rows_of(dataset, np.frombuffer(fit_rows, np.int64))
    liked = fit.matrix((fit.label > 0) * 1.0)
    liked.eliminate_zeros()
    if fit.items <= fit.users:
        inverse = linalg.inv((liked.T @ liked).toarray() + RIDGE * np.eye(fit.items))
        return Weights(inverse, None, np.diag(inverse).copy())
    lower = linalg.cholesky((liked @ liked.T).toarray() + RIDGE * np.eye(fit.users), lower=True)
    found = linalg.solve_triangular(lower, liked.toarray(), lower=True).T
    vectors = np.ascontiguousarray(found)
    return Weights(None, vectors, (1 - np.einsum("iu,iu->i", vectors, vectors)) / RIDGE)
