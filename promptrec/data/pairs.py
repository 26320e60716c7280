"""Pairs to be predicted: rows, and sampled negatives where all feedback is positive."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from promptrec.data.dataset import Dataset
from promptrec.data.negatives import draw_unseen
from promptrec.records import Bools, Floats, Ints, Pairs

Texts = npt.NDArray[np.object_]


def pairs_of(
    dataset: Dataset,
    rows: Ints,
    *,
    negatives: int = 1,
    seed: int = 0,
    popularity: Floats | None = None,
    share: float = 0.0,
    alike: Texts | None = None,
) -> Pairs:
    """The pairs of these interactions, in their order.

    Implicit feedback: each positive is followed by `negatives` items that its user never touched,
    drawn with the seed (fewer where there are not so many). A negative has its positive's row, and
    is the same whatever other rows are asked for: samples of different size share their pairs.
    share of them by popularity: as in `draw_unseen`. alike: (items,) a text for each item; then a
    negative has the text of its positive (cross_domain: no negative gives its domain away).
    """
    rows = np.asarray(rows, np.int64)
    if not dataset.implicit:
        return plain_pairs(dataset, rows)
    drawn = np.full((len(dataset.user), negatives), -1, np.int64)
    for chosen, pool in groups(dataset.item, alike):
        users = dataset.user[chosen]
        drawn[chosen] = draw_unseen(
            dataset, users, negatives, seed, popularity=popularity, share=share, pool=pool
        )
    width = negatives + 1
    row = np.repeat(rows, width)
    items = np.concatenate((dataset.item[rows][:, None], drawn[rows]), axis=1).ravel()
    sampled = np.tile(np.arange(width) > 0, len(rows))
    everything = Pairs(
        dataset.user[row],
        items,
        row,
        np.where(sampled, 0.0, 1.0),
        np.full(len(row), np.nan),
        sampled,
    )
    return everything.take(np.flatnonzero(items >= 0))


def groups(items: Ints, alike: Texts | None) -> Iterator[tuple[Bools, Ints | None]]:
    """Positives (by their items) whose negatives come from one pool, and it (None: all items)."""
    if alike is None:
        yield np.ones(len(items), bool), None
        return
    own = alike[items]
    for value in sorted(set(own.tolist())):
        yield own == value, np.flatnonzero(alike == value).astype(np.int64)


def plain_pairs(dataset: Dataset, rows: Ints) -> Pairs:
    """Interactions as pairs, nothing sampled."""
    rating = dataset.interactions["rating"].to_numpy(np.float64)[rows] if dataset.rated else None
    return Pairs(
        dataset.user[rows],
        dataset.item[rows],
        rows,
        dataset.label[rows],
        np.full(len(rows), np.nan) if rating is None else rating,
        np.zeros(len(rows), bool),
    )


def sample_rows(rows: Ints, at_most: int | None, seed: int) -> Ints:
    """A seeded sample of rows without replacement, in file order; all of them when None or enough.

    >>> sample_rows(np.arange(3), 5, 0).tolist()
    [0, 1, 2]
    """
    rows = np.asarray(rows, np.int64)
    if at_most is None or at_most >= len(rows):
        return rows
    chosen = np.random.default_rng(seed).choice(len(rows), at_most, replace=False)
    return rows[np.sort(chosen)]


def nested_sample(rows: Ints, at_most: int | None, seed: int) -> Ints:
    """As `sample_rows`, but a smaller sample of the same seed lies within a larger one.

    >>> set(nested_sample(np.arange(9), 3, 0)) < set(nested_sample(np.arange(9), 5, 0))
    True
    """
    rows = np.asarray(rows, np.int64)
    if at_most is None or at_most >= len(rows):
        return rows
    order = np.random.default_rng(seed).permutation(len(rows))
    return rows[np.sort(order[:at_most])]
