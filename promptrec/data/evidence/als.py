"""Alternating least squares: users and items as vectors, by the library `implicit`.

Hu, Koren and Volinsky 2008, doi:10.1109/ICDM.2008.22, equations 3 to 5: liked pairs are 1; pairs
that were not liked or never met are 0; pairs that met weigh CONFIDENCE times as much. On one
thread, so that the same rows and seed give the same bits.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from promptrec.counted import FACTORS
from promptrec.data.evidence.foldin import Target
from promptrec.records import Floats

CONFIDENCE = 10.0  # weight of a pair that met; of one that did not: 1
ALS_RIDGE = 10.0
ALS_ROUNDS = 15  # of users, then items


@dataclass(frozen=True, slots=True, eq=False)
class AlsVectors:
    """Users and items; 0 for one without entries."""

    users: Floats  # (users, factors)
    items: Floats  # (items, factors)


def als_values(label: Floats) -> Floats:
    """What a table has where pairs met: above 0 liked, below 0 met and not liked."""
    return np.where(label > 0, CONFIDENCE, -CONFIDENCE)


def als_vectors(
    table: sparse.csr_array, seed: int, start: Floats | None = None, rounds: int = ALS_ROUNDS
) -> AlsVectors:
    """Vectors of a table (users, items) of `als_values`, 0 where a pair never met.

    start: (items, factors) items' vectors to go on from; None: drawn from the seed.
    """
    from implicit.cpu.als import AlternatingLeastSquares as Library

    how = {"regularization": ALS_RIDGE, "iterations": rounds, "use_cg": False}
    model = fitted_model(Library, how, table, seed, start)
    if model is None:
        return AlsVectors(*(np.zeros((size, FACTORS)) for size in table.shape))
    parts = (model.user_factors, model.item_factors)
    return AlsVectors(*(np.asarray(part, np.float64)[:, :FACTORS] for part in parts))


def als_target(vectors: Floats) -> Target:
    """How the vector of a user is found who is known by a history. vectors: (items, factors)."""
    with threadpool_limits(1):
        base = vectors.T @ vectors + ALS_RIDGE * np.eye(FACTORS)
    return Target(
        vectors=vectors,
        base=base,
        weight=CONFIDENCE - 1,
        pull=np.full(len(vectors), CONFIDENCE),
        each=np.zeros((FACTORS, FACTORS)),
        shift=np.zeros(FACTORS),
    )


def fitted_model(
    library: Callable[..., Any],
    how: Mapping[str, object],
    values: sparse.csr_array,
    seed: int,
    start: Floats | None = None,
) -> Any | None:
    """One of the library's models, fitted on one thread; None for a table of nothing but 0."""
    table = sparse.csr_matrix(values, dtype=np.float32)
    table.eliminate_zeros()
    if not table.nnz:
        return None
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about BLAS threads, which are limited here
        model = library(factors=FACTORS, num_threads=1, random_state=seed, **how)
        if start is not None:
            model.item_factors = start.astype(np.float32)
        model.fit(table, show_progress=False)
    return model
