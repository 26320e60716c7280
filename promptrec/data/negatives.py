"""Draw items that a user has no interaction with: negatives and candidates, always with a seed."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Bools, Floats, Ints

ROUNDS = 12  # of drawing again what was seen; the rest is drawn from a list of unseen items


def draw_unseen(
    dataset: Dataset,
    users: Ints,
    n: int,
    seed: int,
    *,
    popularity: Floats | None = None,
    share: float = 0.0,
    pool: Ints | None = None,
) -> Ints:
    """(len(users), n) distinct unseen items for each user, -1 where there are not so many.

    share: of the items drawn with the weights of popularity, (items,); the others all alike.
    pool: the items that may be drawn; None: all.
    """
    rng = np.random.default_rng(seed)
    keys, size = dataset.seen_keys, len(dataset.items)
    urn = Urn(rng, size, pool, weights_of(popularity, pool), share)
    drawn = urn.draw((len(users), n))
    for _ in range(ROUNDS):
        bad = wrong(drawn, users, keys, size)
        if not bad.any():
            return drawn
        drawn[bad] = urn.draw((int(bad.sum()),))
    for row in np.flatnonzero(wrong(drawn, users, keys, size).any(axis=1)):
        found = unseen_of(keys, int(users[row]), size, pool)
        drawn[row] = -1
        chosen = rng.choice(found, min(n, len(found)), replace=False)
        drawn[row, : len(chosen)] = chosen
    return drawn


@dataclass(frozen=True, slots=True, eq=False)
class Urn:
    """Items that are drawn and put back, most of them alike, a share of them by weight."""

    rng: np.random.Generator
    size: int  # items of the catalogue
    pool: Ints | None  # that may be drawn; None: all
    weights: Floats | None  # (items,) sum 1; None: all alike
    share: float  # of the items that are drawn by weight

    def draw(self, shape: tuple[int, ...]) -> Ints:
        """So many items, seen or not."""
        found = self.rng.integers(self.size if self.pool is None else len(self.pool), size=shape)
        found = found if self.pool is None else self.pool[found]
        if self.share and self.weights is not None:
            by_weight = self.rng.choice(self.size, size=shape, p=self.weights)
            found = np.where(self.rng.random(shape) < self.share, by_weight, found)
        return found


def weights_of(popularity: Floats | None, pool: Ints | None) -> Floats | None:
    """Popularity inside the pool as weights that sum to 1; None where nothing there has any."""
    if popularity is None:
        return None
    if pool is not None:
        popularity = np.where(np.isin(np.arange(len(popularity)), pool), popularity, 0.0)
    total = popularity.sum()
    return popularity / total if total > 0 else None


def wrong(drawn: Ints, users: Ints, keys: Ints, size: int) -> Bools:
    """Which drawn items were seen by their user, or repeat an earlier one of the same row."""
    wanted = users[:, None] * size + drawn
    places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    seen: Bools = keys[places] == wanted
    order = np.argsort(drawn, axis=1, kind="stable")
    ordered = np.take_along_axis(drawn, order, axis=1)
    again = np.zeros_like(seen)
    np.put_along_axis(again, order[:, 1:], ordered[:, 1:] == ordered[:, :-1], axis=1)
    return seen | again


def unseen_of(keys: Ints, user: int, size: int, pool: Ints | None = None) -> Ints:
    """Items of a catalogue of `size` (of its pool, where there is one) that a user never met."""
    start, stop = np.searchsorted(keys, (user * size, (user + 1) * size))
    items = np.arange(size) if pool is None else pool
    return np.setdiff1d(items, keys[start:stop] - user * size).astype(np.int64)
