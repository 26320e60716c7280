"""ease: one linear model from every liked item to every other, in closed form.

Items' weights are solved for once, on the fit rows; the user is known by the visible history before
the moment. What is solved is as wide as the smaller of users and items, by the identity of
Woodbury; what is kept has a number for each two items at most, so there is an end to the items.
Where items are solved it is in single precision, in place, for those that somebody liked.
"""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.fitting import fit_rows_of
from promptrec.baselines.histories import histories_of, products, worth_of
from promptrec.baselines.past import Past
from promptrec.data.dataset import Dataset
from promptrec.data.evidence.histories import PairHistories
from promptrec.records import Floats, Ints, Pairs

Halves = npt.NDArray[np.float32]

RIDGE = 200.0
MOST_ITEMS = 10_000  # 0.8 GB in double precision, half of it where items are solved


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """P = (X'X + ridge)^-1 of liked fit rows X, as it is or as (1 - W'W) / ridge."""

    inverse: Halves | None  # (seen, seen) P, where there are fewer items than users
    seen: Ints  # items that somebody liked; the others are as if alone
    vectors: Floats | None  # (items, users) W', where there are fewer users
    diagonal: Floats  # (items,) of P


@baseline(
    "ease",
    place=95,
    likes_suffice=True,
    learned=True,
    collaborative=True,
    most_items=MOST_ITEMS,
    starts=True,
)
def ease(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """sum of B_ij over the liked items i of the history but j; B_ij = -P_ij / P_jj.

    P is the inverse of X'X + 200, X the liked pairs of the fit rows; what was not liked says
    nothing. Steck 2019, arXiv:1905.03375, equation 8. 0 without a liked row in the history.
    """
    model = weights(past.learned_from, past.fit_rows.tobytes())
    found = histories_of(past, pairs, when)
    liked = found.once(past.dataset.label[found.rows] > 0)
    own = worth_of(found, lambda part: liked[part].toarray(), pairs.item)
    result: Floats = own - through(model, found, liked, pairs.item) / model.diagonal[pairs.item]
    return result


def through(model: Weights, found: PairHistories, liked: sparse.csr_array, items: Ints) -> Floats:
    """(pairs,) x P at the item, x the liked items of the history."""
    if model.inverse is not None:
        return through_items(model.inverse, model.seen, found, liked, items)
    vectors = np.zeros((0, 0)) if model.vectors is None else model.vectors
    own = worth_of(found, lambda part: liked[part].toarray(), items)
    result: Floats = (own - products(found, liked @ vectors, vectors, items)) / RIDGE
    return result


def through_items(
    inverse: Halves, seen: Ints, found: PairHistories, liked: sparse.csr_array, items: Ints
) -> Floats:
    """The same, P of the seen items alone."""
    mine = sparse.csr_array(liked[:, seen], dtype=np.float32)

    def block(part: slice) -> Floats:
        total: Floats = liked[part].toarray() / RIDGE
        total[:, seen] = mine[part] @ inverse
        return total

    return worth_of(found, block, items)


@functools.lru_cache(maxsize=3)  # all fit rows, and each half of the users
def weights(dataset: Dataset, fit_rows: bytes) -> Weights:
    """P of these fit rows."""
    fit = fit_rows_of(dataset, np.frombuffer(fit_rows, np.int64))
    liked = fit.matrix((fit.label > 0).astype(np.float64))
    liked.eliminate_zeros()
    seen = np.unique(liked.indices).astype(np.int64)
    if len(seen) <= fit.users:
        own = sparse.csr_array(liked[:, seen], dtype=np.float32)
        inverse = inverted((own.T @ own).toarray())
        diagonal = np.full(fit.items, 1 / RIDGE)
        diagonal[seen] = np.diag(inverse)
        return Weights(inverse, seen, None, diagonal)
    lower = linalg.cholesky((liked @ liked.T).toarray() + RIDGE * np.eye(fit.users), lower=True)
    found = linalg.solve_triangular(lower, liked.toarray(), lower=True).T
    vectors = np.ascontiguousarray(found)
    return Weights(None, seen, vectors, (1 - np.einsum("iu,iu->i", vectors, vectors)) / RIDGE)


def inverted(square: Halves) -> Halves:
    """(square + ridge)^-1 in the place of a symmetric matrix, by Cholesky."""
    if not len(square):
        return square
    square[np.diag_indices_from(square)] += RIDGE
    lower, _ = linalg.lapack.spotrf(square.T, lower=1, overwrite_a=1)
    half, _ = linalg.lapack.spotri(lower, lower=1, overwrite_c=1)
    found: Halves = np.asarray(half).T  # in order of rows: its upper half is filled
    for at in range(1, len(found)):
        found[at, :at] = found[:at, at]
    return found
