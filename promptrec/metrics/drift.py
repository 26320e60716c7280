"""How far a distribution has moved from another one: the population stability index."""

import numpy as np

from promptrec.records import Floats

BINS = 10
HALF = 0.5  # of a row in every bin, so that an empty one is no infinity


def stability_index(before: Floats, now: Floats) -> float:
    """Sum over bins of (q - p) ln(q / p): p of before, q of now, bins by the deciles of before.

    Siddiqi 2006, "Credit Risk Scorecards": below 0.1 nothing, to 0.25 something, above it much has
    moved. By chance alone it is about (bins - 1) (1 / before + 1 / now) rows (Yurdakul 2018).
    Values that repeat make fewer bins; where all of before are one value, smaller and larger ones
    are bins of their own. nan without rows.

    >>> round(stability_index(np.arange(100.0), np.arange(100.0)), 6)
    0.0
    """
    before, now = before[np.isfinite(before)], now[np.isfinite(now)]
    if not len(before) or not len(now):
        return float("nan")
    edges = np.unique(np.quantile(before, np.arange(1, BINS) / BINS))
    alone = len(edges) == 1
    sides = np.concatenate((edges, np.nextafter(edges, np.inf))) if alone else edges
    p, q = shares(before, sides), shares(now, sides)
    return float(((q - p) * np.log(q / p)).sum())


def shares(values: Floats, edges: Floats) -> Floats:
    """(edges + 1,) of the values in each bin; a value at an edge is in the bin above."""
    counts = np.bincount(np.searchsorted(edges, values, "right"), minlength=len(edges) + 1) + HALF
    found: Floats = counts / counts.sum()
    return found
