"""item_knn: a user will treat an item as this user treated the items most like it.

Likeness is counted once, on the fit rows; the user is known by the visible history before the
moment, so somebody without fit rows is served as well.
"""

import functools
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.deviations import FitDeviations, fit_deviations, own_deviations
from promptrec.baselines.fitting import FitRows, fit_rows_of
from promptrec.baselines.histories import histories_of, worth_of
from promptrec.baselines.past import Past
from promptrec.data.dataset import Dataset
from promptrec.records import Floats, Ints, Pairs

NEIGHBOURS = 100  # items that may speak for an item
SHRINKAGE = 20.0  # users: a likeness that few users stand for is pulled towards 0
PULL = 1.0  # likeness to nothing at all: few or far neighbours say little
CHUNK = 512  # items compared with all others at a time


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """What was counted on the fit rows."""

    deviations: FitDeviations
    near: sparse.csr_array  # (items, items) from an item of the history to the item in question


@baseline(
    "item_knn",
    place=80,
    rates=True,
    likes_suffice=True,
    learned=True,
    collaborative=True,
    starts=True,
)
def item_knn(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """mean + item + user + sum(s d) / (sum(|s|) + 1) over the neighbours in the history.

    d is how far the user's value is from mean + item + user; s the likeness. With implicit
    feedback there are no values: the sum of s. Koren 2008, doi:10.1145/1401890.1401944, equation 3;
    Deshpande and Karypis 2004, doi:10.1145/963770.963776. Without neighbours: mean + item + user.
    """
    model = likeness(past.learned_from, past.fit_rows.tobytes())
    found = histories_of(past, pairs, when)
    if past.dataset.implicit:
        liked = found.matrix(np.ones(len(found.rows)))
        return worth_of(found, lambda part: (liked[part] @ model.near).toarray(), pairs.item)
    own = own_deviations(past, found, model.deviations)
    mine, counted, size = found.matrix(own.values), found.matrix(own.known), abs(model.near)

    def block(part: slice) -> Floats:
        total = (mine[part] @ model.near).toarray()
        result: Floats = total / ((counted[part] @ size).toarray() + PULL)
        return result

    base = model.deviations.mean + model.deviations.offset[pairs.item] + own.user[found.key]
    result: Floats = base + worth_of(found, block, pairs.item)
    return result


@functools.lru_cache(maxsize=8)
def likeness(dataset: Dataset, fit_rows: bytes) -> Likeness:
    """Cosine of two items over users, of values less item and user means (adjusted cosine).

    Times n / (n + 20) for n users of both; the 100 strongest neighbours of an item count. Sarwar et
    al. 2001, doi:10.1145/371920.372071, shrunk as in Bell and Koren 2007, doi:10.1109/ICDM.2007.90.
    """
    fit = fit_rows_of(dataset, np.frombuffer(fit_rows, np.int64))
    deviations = fit_deviations(fit, implicit=dataset.implicit)
    return Likeness(deviations, neighbours(fit, deviations.values))


def neighbours(fit: FitRows, values: Floats) -> sparse.csr_array:
    """(items, items) shrunk cosines into each item from its strongest neighbours."""
    by_user = fit.matrix(values)
    both = fit.matrix(np.ones(len(values)))
    length = np.sqrt(by_user.multiply(by_user).sum(axis=0))
    length = np.where(length > 0, length, 1.0)
    scaled = sparse.csr_array(by_user / length)
    seen = np.flatnonzero(np.bincount(fit.item, minlength=fit.items))
    into, out_of, how_much = [], [], []
    for start in range(0, len(seen), CHUNK):
        mine = seen[start : start + CHUNK]
        cosine = (scaled[:, mine].T @ scaled).toarray()[:, seen]  # (mine, seen)
        users = (both[:, mine].T @ both).toarray()[:, seen]
        shrunk = cosine * users / (users + SHRINKAGE)
        shrunk[np.arange(len(mine)), start + np.arange(len(mine))] = 0.0  # not its own neighbour
        size = min(NEIGHBOURS, len(seen))
        best = np.argpartition(-abs(shrunk), size - 1, axis=1)[:, :size]
        into.append(np.repeat(mine, size))
        out_of.append(seen[best].ravel())
        how_much.append(np.take_along_axis(shrunk, best, axis=1).ravel())
    shape = (fit.items, fit.items)
    if not len(seen):
        return sparse.csr_array(shape, dtype=np.float64)
    places = (np.concatenate(out_of), np.concatenate(into))
    near = sparse.csr_array((np.concatenate(how_much), places), shape=shape)
    near.eliminate_zeros()
    return near
