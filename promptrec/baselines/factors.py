"""als and bpr: matrix factorisation of the fit rows, by the library `implicit`.

The library learns the items' vectors once, on one thread, so the same seed gives the same bits. A
user's vector is solved for from the visible history before the moment (`foldin`), whether this user
has fit rows or not: nothing newer than the pair, and nothing of this user alone, gets in.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.fitting import FitRows, fit_rows_of
from promptrec.baselines.histories import histories_of, products
from promptrec.baselines.past import Past
from promptrec.counted import FACTORS
from promptrec.data.dataset import Dataset
from promptrec.data.evidence.als import (
    als_target,
    als_values,
    als_vectors,
    fitted_model,
)
from promptrec.data.evidence.foldin import Target, user_vectors
from promptrec.records import Floats, Ints, Pairs

BPR_RATE = 0.1
BPR_RIDGE = 0.05
BPR_EPOCHS = 100


@dataclass(frozen=True, slots=True, eq=False)
class ItemFactors:
    """Items as vectors, and how a user's vector is found from a history."""

    vectors: Floats  # (items, factors); 0 for an item without fit rows
    bias: Floats  # (items,)
    target: Target


@baseline("als", place=90, likes_suffice=True, learned=True, collaborative=True)
def als(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:
    """user . item: liked pairs are 1; pairs that were not liked or never met are 0.

    Pairs that met weigh 10 times as much. Hu, Koren and Volinsky 2008, doi:10.1109/ICDM.2008.22,
    equations 3 to 5. 0 for a user without history and for an item without fit rows.
    """
    model = als_factors(past.learned_from, past.fit_rows.tobytes(), seed)
    return of_factors(model, past, pairs, when)


@baseline("bpr", place=100, likes_suffice=True, learned=True, collaborative=True)
def bpr(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:
    """user . item + item's bias, learned to put liked items above others of this user.

    Rendle et al. 2009, arXiv:1205.2618, section 4.3.1; others are drawn by popularity, as the
    library does. A user without history gets the biases; an item without liked fit rows gets 0.
    """
    model = bpr_factors(past.learned_from, past.fit_rows.tobytes(), seed)
    return of_factors(model, past, pairs, when)


def of_factors(model: ItemFactors, past: Past, pairs: Pairs, when: Ints) -> Floats:
    """(pairs,) user . item + bias, each user known by the history before the moment."""
    found = histories_of(past, pairs, when)
    users = user_vectors(found, past.dataset.label[found.rows] > 0, model.target)
    return products(found, users, model.vectors, pairs.item) + model.bias[pairs.item]


@functools.lru_cache(maxsize=8)
def als_factors(dataset: Dataset, fit_rows: bytes, seed: int) -> ItemFactors:
    """Items' vectors by alternating least squares."""
    fit = fit_rows_of(dataset, np.frombuffer(fit_rows, np.int64))
    found = als_vectors(fit.matrix(als_values(fit.label)), seed)
    return ItemFactors(found.items, np.zeros(fit.items), als_target(found.items))


@functools.lru_cache(maxsize=8)
def bpr_factors(dataset: Dataset, fit_rows: bytes, seed: int) -> ItemFactors:
    """Items' vectors and biases by stochastic gradient steps over triples."""
    from implicit.cpu.bpr import BayesianPersonalizedRanking as Library

    fit = fit_rows_of(dataset, np.frombuffer(fit_rows, np.int64))
    how = {"learning_rate": BPR_RATE, "regularization": BPR_RIDGE, "iterations": BPR_EPOCHS}
    found = learned(Library, how, fit, np.where(fit.label > 0, 1.0, 0.0), seed)
    drawn = np.bincount(fit.item[fit.label > 0], minlength=fit.items).astype(np.float64)
    found = np.where(drawn[:, None] > 0, found, 0.0)  # the others keep what they began with
    vectors, bias = found[:, :FACTORS], found[:, FACTORS]
    return ItemFactors(vectors, bias, bpr_target(vectors, bias, drawn, BPR_RIDGE))


def bpr_target(vectors: Floats, bias: Floats, drawn: Floats, ridge: float) -> Target:
    """One step of bound optimisation on a user's BPR objective, from 0, over all negatives at once.

    log(1 + exp(-m)) <= log 2 - m / 2 + m^2 / 8 for every margin m (Boehning and Lindsay 1988,
    doi:10.1007/BF00049423), so the bound is least squares; its mean over negatives needs no more
    than their mean and covariance. drawn: (items,) how often each is drawn as a negative.
    """
    share = drawn / max(drawn.sum(), 1.0)
    mean, mean_bias = share @ vectors, float(share @ bias)
    apart = vectors - mean
    spread = (apart * share[:, None]).T @ apart
    with_bias = (share * (bias - mean_bias)) @ apart
    factors = vectors.shape[1]
    return Target(
        vectors=apart,
        base=1e-6 * np.eye(factors),
        weight=0.25,
        each=0.25 * spread + ridge * np.eye(factors),
        pull=0.5 - 0.25 * (bias - mean_bias),
        shift=-0.25 * with_bias,
        liked_only=True,
    )


def learned(
    library: Callable[..., Any], how: Mapping[str, object], fit: FitRows, values: Floats, seed: int
) -> Floats:
    """(items, factors and bias) by one of the library's models; 0 without rows.

    values: (entries,), 0 leaves an entry out.
    """
    model = fitted_model(library, how, fit.matrix(values), seed)
    if model is None:
        return np.zeros((fit.items, FACTORS + 1))
    return np.asarray(model.item_factors, np.float64)
