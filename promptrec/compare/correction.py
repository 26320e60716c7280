"""p-values for many comparisons at once: corrected for any error, or for exploring.

Max-T (`significance.flip_p`) is the first choice: it knows how alike the variants are. Holm needs
nothing but the p-values, so it stands in where signs cannot be flipped (pooled AUC).
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import false_discovery_control, norm

from promptrec.records import Floats


def holm(p: Sequence[float]) -> list[float]:
    """p-values adjusted for the chance of any false alarm (Holm 1979), in order.

    >>> [round(one, 3) for one in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p)), key=lambda at: p[at])
    found = [0.0] * len(p)
    worst = 0.0
    for rank, at in enumerate(order):
        worst = max(worst, min(1.0, p[at] * (len(p) - rank)))
        found[at] = worst
    return found


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """p-values for exploring, adjusted for the rate of false discoveries (1995), in order.

    >>> [round(one, 3) for one in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    return [float(one) for one in false_discovery_control(p)]


def bootstrap_p(draws: Floats) -> Floats:
    """(variants,) two-sided p of a difference of 0, from (variants, resamples) drawn differences.

    Twice the smaller share of draws on one side of 0, one draw added, so that no p is 0: what the
    percentile interval says, read backwards (Efron and Tibshirani 1993, chapter 15). Where no draw
    lies beyond 0 that only says "below 2 / resamples", too coarse to correct for many: then it is
    the normal p of mean over spread of the draws, if smaller. Draws that are nan are left out.
    """
    known = (~np.isnan(draws)).sum(axis=1)
    below, above = (draws <= 0).sum(axis=1), (draws >= 0).sum(axis=1)
    beyond = np.minimum(below, above)
    p: Floats = np.minimum(1.0, 2 * (1 + beyond) / (1 + known))
    for at in np.flatnonzero((beyond == 0) & (known > 1)):
        spread = np.nanstd(draws[at], ddof=1)
        if spread > 0:
            p[at] = min(p[at], 2 * norm.sf(abs(np.nanmean(draws[at])) / spread))
    return p
