"""The histories of many pairs at once: which rows each pair's user may be judged by.

The same rule as `data.history`: visible rows of the user, strictly older than the moment from which
the pair is predicted.
"""

from collections.abc import Callable

import numpy as np

from promptrec.baselines.past import Past
from promptrec.data.evidence.histories import CHUNK, PairHistories
from promptrec.records import Floats, Ints, Pairs

PAIRS = 8192  # pairs multiplied at a time


def histories_of(past: Past, pairs: Pairs, when: Ints) -> PairHistories:
    """The histories of the pairs. when: (pairs,) the moment of each."""
    data = past.dataset
    span = int(data.when.max(initial=0)) + 2
    seen = np.flatnonzero(past.view.visible)
    joined = data.user[seen] * span + data.when[seen]
    order = np.argsort(joined, kind="stable")
    seen, joined = seen[order], joined[order]
    wanted = pairs.user * span + np.clip(when, 0, span - 1)
    known, key = np.unique(wanted, return_inverse=True)
    first = np.searchsorted(joined, known // span * span)
    last = np.searchsorted(joined, known)
    starts = np.concatenate(([0], np.cumsum(last - first)))
    inside = np.arange(starts[-1]) - np.repeat(starts[:-1] - first, last - first)
    rows = seen[inside]
    return PairHistories(key, starts, rows, data.item[rows], len(data.items))


def known_before(past: Past, pairs: Pairs, side: str) -> Ints:
    """(pairs,) visible rows of the user, or fit rows of the item, older than each pair's moment."""
    when = past.view.moments(pairs)
    if side == "user":
        found = histories_of(past, pairs, when)
        return found.lengths[found.key]
    return past.by_item(pairs.item, when)[1].astype(np.int64)


def worth_of(
    found: PairHistories, block: Callable[[slice], Floats], items: Ints, size: int = CHUNK
) -> Floats:
    """(pairs,) worth from blocks of so many histories.

    block(slice): (histories of the slice, items) what every item is worth to them.
    """
    result = np.zeros(len(found.key))
    for part, places in found.blocks(size):
        if len(places):
            result[places] = block(part)[found.key[places] - part.start, items[places]]
    return result


def products(found: PairHistories, users: Floats, vectors: Floats, items: Ints) -> Floats:
    """(pairs,) user . item. users: (histories, factors), vectors: (items, factors)."""
    result = np.empty(len(items))
    for start in range(0, len(items), PAIRS):
        part = slice(start, start + PAIRS)
        result[part] = np.einsum("pf,pf->p", users[found.key[part]], vectors[items[part]])
    return result
