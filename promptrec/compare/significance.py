"""Is a difference between variants more than chance, over users, for many variants at once?

Per-user differences d with weights w (rows of the user, or 1). A sign flip is what exchanging two
variants does to a user, so under the null hypothesis every flip is as likely: the largest of all
variants' statistics over random flips corrects for looking at many (Westfall and Young 1993, max-T;
Smucker et al. 2007 for rankings). A metric that is no mean over users has no signs to flip: its p
comes from the draws of the bootstrap, corrected by Holm. Equivalence is two one-sided tests
(Schuirmann 1987).
"""

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from promptrec.compare.correction import bootstrap_p, holm
from promptrec.records import Floats

FLIPS = 5000
RESAMPLES = 2000
ALPHA = 0.05
POWER = 0.8
FEW = 100  # users under which a warning stands
CELLS = 4_000_000  # flipped statistics held at a time: 32 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One variant against the control."""

    difference: float  # weighted mean over users, variant - control
    low: float | None = None  # 95 % interval over users
    high: float | None = None
    low_90: float | None = None  # 90 %: for equivalence
    high_90: float | None = None
    p: float | None = None  # for this variant alone
    p_adjusted: float | None = None  # corrected for all variants
    users: int
    detectable: float | None = None  # smallest difference that would be found with 80 % power
    runs: int = 1  # of one of both at most; with several the interval is over seeds, too

    @property
    def turned(self) -> "Contrast":
        """b - a of the contrast a - b."""

        def minus(value: float | None) -> float | None:
            return None if value is None else -value

        return dataclasses.replace(
            self,
            difference=-self.difference,
            low=minus(self.high),
            high=minus(self.low),
            low_90=minus(self.high_90),
            high_90=minus(self.low_90),
        )


def unsaid(differences: Floats, users: int) -> list[Contrast]:
    """Contrasts of too few users: the values alone."""
    return [Contrast(difference=float(difference), users=users) for difference in differences]


def of_draws(
    differences: Floats,
    draws: Floats,
    users: int,
    p: tuple[Floats, Floats] | None = None,
) -> list[Contrast]:
    """Contrasts from draws of the bootstrap, (variants, resamples).

    p: of each variant alone and corrected; None: from the draws, corrected by Holm.
    """
    alone = bootstrap_p(draws) if p is None else p[0]
    together = np.array(holm(alone.tolist())) if p is None else p[1]
    low, low_90, high_90, high = np.nanquantile(draws, (0.025, 0.05, 0.95, 0.975), axis=1)
    strict = norm.ppf(1 - ALPHA / (2 * len(draws))) + norm.ppf(POWER)
    return [
        Contrast(
            difference=float(differences[at]),
            low=float(low[at]),
            high=float(high[at]),
            low_90=float(low_90[at]),
            high_90=float(high_90[at]),
            p=float(alone[at]),
            p_adjusted=float(together[at]),
            users=users,
            detectable=float(strict * np.nanstd(draws[at], ddof=1)),
        )
        for at in range(len(draws))
    ]


def flip_p(differences: Floats, weights: Floats, seed: int) -> tuple[Floats, Floats]:
    """p of each variant alone, and with the largest of all variants; (variants,) each."""
    pulled = differences * weights
    size = np.sqrt((pulled**2).sum(axis=1))
    size[size == 0] = 1.0  # a variant that equals the control everywhere
    edge = np.abs(pulled.sum(axis=1)) / size - 1e-12
    rng = np.random.default_rng(seed)
    alone, together = np.ones(len(pulled)), np.ones(len(pulled))  # the data is one of the flips
    block = max(1, min(FLIPS, CELLS // max(pulled.shape)))
    for start in range(0, FLIPS, block):
        signs = rng.integers(0, 2, (min(block, FLIPS - start), pulled.shape[1])) * 2 - 1
        flipped = np.abs(signs @ pulled.T) / size  # (flips, variants)
        alone += (flipped >= edge).sum(axis=0)
        together += (flipped.max(axis=1, keepdims=True) >= edge).sum(axis=0)
    return alone / (FLIPS + 1), together / (FLIPS + 1)


def more_users(contrast: Contrast, least: float) -> int | None:
    """How many more users would find a difference of `least`; 0 when these are enough."""
    if contrast.detectable is None or not least > 0:
        return None
    return max(0, math.ceil(contrast.users * ((contrast.detectable / least) ** 2 - 1)))
