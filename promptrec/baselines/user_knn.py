"""user_knn: a user will treat an item as the users most like this one treated it.

The other users are known by the fit rows, this one by the visible history before the moment. The
fit rows of this user are never a neighbour.
"""

import functools
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.deviations import FitDeviations, fit_deviations, own_deviations
from promptrec.baselines.fitting import fit_rows_of
from promptrec.baselines.histories import histories_of, worth_of
from promptrec.baselines.past import Past
from promptrec.data.dataset import Dataset
from promptrec.data.evidence.histories import CHUNK
from promptrec.records import Floats, Ints, Pairs

SHRINKAGE = 20.0  # items: a likeness that few items stand for is pulled towards 0
PULL = 1.0  # likeness to nobody at all: few or far neighbours say little
ROOM = 2**24  # likenesses held at a time


@dataclass(frozen=True, slots=True, eq=False)
class Others:
    """The users of the fit rows."""

    deviations: FitDeviations
    code: Ints  # (users,) of each in the data set
    values: sparse.csr_array  # (users, items) deviations
    met: sparse.csr_array  # (users, items) 1 where they met
    length: Floats  # (users,) of each row of values


@baseline(
    "user_knn",
    place=84,
    rates=True,
    likes_suffice=True,
    learned=True,
    collaborative=True,
    starts=True,
)
def user_knn(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """mean + item + user + sum(s d) / (sum(|s|) + 1) over the other users who met the item.

    d is how far a neighbour's value is from mean + item + neighbour; s the likeness: cosine of the
    values less item and user means, times n / (n + 20) for n items of both. With implicit feedback
    there are no values: the sum of s. Herlocker et al. 1999, doi:10.1145/312624.312682, with the
    offsets of Koren 2008, doi:10.1145/1401890.1401944. Without neighbours: mean + item + user.
    """
    others = others_of(past.learned_from, past.fit_rows.tobytes())
    found = histories_of(past, pairs, when)
    own = own_deviations(past, found, others.deviations)
    owner = np.full(len(found.lengths), -1)
    owner[found.key] = pairs.user
    implicit = past.dataset.implicit
    mine = found.matrix(np.ones(len(found.rows)) if implicit else own.values)
    counted = found.once(own.known > 0)

    def block(part: slice) -> Floats:
        near = likeness(mine[part], counted[part], others)
        near[owner[part, None] == others.code] = 0.0
        total: Floats = near @ (others.met if implicit else others.values)
        return total if implicit else np.divide(total, abs(near) @ others.met + PULL)

    size = max(1, min(CHUNK, ROOM // max(len(others.code), 1)))
    moved = worth_of(found, block, pairs.item, size)
    if implicit:
        return moved
    base = others.deviations.mean + others.deviations.offset[pairs.item] + own.user[found.key]
    result: Floats = base + moved
    return result


def likeness(mine: sparse.csr_array, counted: sparse.csr_array, others: Others) -> Floats:
    """(histories, users) shrunk cosines; 0 for an empty history."""
    length = np.sqrt(np.asarray(mine.multiply(mine).sum(axis=1)).ravel())
    size = np.where(length > 0, length, 1.0)[:, None] * others.length
    both = (counted @ others.met.T).toarray()
    result: Floats = (mine @ others.values.T).toarray() / size * both / (both + SHRINKAGE)
    return result


@functools.lru_cache(maxsize=8)
def others_of(dataset: Dataset, fit_rows: bytes) -> Others:
    """The users of these fit rows."""
    fit = fit_rows_of(dataset, np.frombuffer(fit_rows, np.int64))
    deviations = fit_deviations(fit, implicit=dataset.implicit)
    values = fit.matrix(deviations.values)
    length = np.sqrt(np.asarray(values.multiply(values).sum(axis=1)).ravel())
    met = fit.matrix(np.ones(len(fit.item)))
    return Others(deviations, fit.code, values, met, np.where(length > 0, length, 1.0))
