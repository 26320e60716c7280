"""Is a difference between variants more than chance, over users, for many variants at once?

Per-user differences d with weights w (rows of the user, or 1). A sign flip is what exchanging two
variants does to a user, so under the null hypothesis every flip is as likely: the largest of all
variants' statistics over random flips corrects for looking at many (Westfall and Young 1993, max-T;
Smucker et al. 2007 for rankings). Equivalence is two one-sided tests (Schuirmann 1987).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from promptrec.metrics.bootstrap import MIN_USERS, user_weights
from promptrec.records import Floats

FLIPS = 5000
RESAMPLES = 2000
ALPHA = 0.05
POWER = 0.8
FEW = 100  # users under which a warning stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One variant against the control."""

    difference: float  # weighted mean over users, variant - control
    low: float | None  # 95 % interval over users
    high: float | None
    low_90: float | None  # 90 %: for equivalence
    high_90: float | None
    p: float | None  # of sign flips, for this variant alone
    p_adjusted: float | None  # corrected for all variants (max-T)
    users: int
    detectable: float | None  # smallest difference that would be found with 80 % power


def contrasts(differences: Floats, weights: Floats, seed: int = 0) -> list[Contrast]:
    """All variants at once. differences: (variants, users), weights: (users,) above 0.

    Under 20 users nothing is said: every number but the difference is None.
    """
    variants, users = differences.shape
    means = differences @ weights / weights.sum() if users else np.full(variants, np.nan)
    if users < MIN_USERS:
        return [
            Contrast(
                difference=float(mean),
                low=None,
                high=None,
                low_90=None,
                high_90=None,
                p=None,
                p_adjusted=None,
                users=users,
                detectable=None,
            )
            for mean in means
        ]
    alone, together = flip_p(differences, weights, seed)
    draws = drawn(differences, weights, seed)  # (variants, resamples)
    low, low_90, high_90, high = np.quantile(draws, (0.025, 0.05, 0.95, 0.975), axis=1)
    strict = norm.ppf(1 - ALPHA / (2 * variants)) + norm.ppf(POWER)
    return [
        Contrast(
            difference=float(means[at]),
            low=float(low[at]),
            high=float(high[at]),
            low_90=float(low_90[at]),
            high_90=float(high_90[at]),
            p=float(alone[at]),
            p_adjusted=float(together[at]),
            users=users,
            detectable=float(strict * draws[at].std(ddof=1)),
        )
        for at in range(variants)
    ]


def flip_p(differences: Floats, weights: Floats, seed: int) -> tuple[Floats, Floats]:
    """p of each variant alone, and with the largest of all variants; (variants,) each."""
    pulled = differences * weights
    size = np.sqrt((pulled**2).sum(axis=1))
    size[size == 0] = 1.0  # a variant that equals the control everywhere
    found = np.abs(pulled.sum(axis=1)) / size
    rng = np.random.default_rng(seed)
    signs = rng.integers(0, 2, (FLIPS, differences.shape[1])) * 2 - 1
    flipped = np.abs(signs @ pulled.T) / size  # (flips, variants)
    most = flipped.max(axis=1, keepdims=True)
    edge = found - 1e-12
    alone = (1 + (flipped >= edge).sum(axis=0)) / (FLIPS + 1)
    together = (1 + (most >= edge).sum(axis=0)) / (FLIPS + 1)
    return alone, together


def drawn(differences: Floats, weights: Floats, seed: int) -> Floats:
    """(variants, resamples) the weighted mean over users that are drawn again."""
    users = differences.shape[1]
    parts = []
    for counts in user_weights(users, RESAMPLES, seed):
        mass = counts * weights
        parts.append((mass @ differences.T) / mass.sum(axis=1, keepdims=True))
    return np.concatenate(parts).T


def more_users(one: Contrast, least: float) -> int | None:
    """How many more users would find a difference of `least`; 0 when these are enough."""
    if one.detectable is None or not least > 0:
        return None
    return max(0, math.ceil(one.users * ((one.detectable / least) ** 2 - 1)))


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """p-values for exploring, adjusted for the rate of false discoveries (1995), in order.

    >>> [round(one, 3) for one in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    order = sorted(range(len(p)), key=lambda at: p[at])
    found = [0.0] * len(p)
    best = 1.0
    for rank in range(len(p), 0, -1):
        at = order[rank - 1]
        best = min(best, p[at] * len(p) / rank)
        found[at] = best
    return found
