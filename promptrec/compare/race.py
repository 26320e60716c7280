"""Races: many candidates on more and more users, each dropped once another is surely better.

After Hoeffding races (Maron and Moore 1994) and F-race (Birattari et al. 2002): candidates are
looked at after each block of users, and whoever is behind beyond chance is not judged any further.
The test is the one of a comparison (`sides.tests`: paired, over users). Behind means: among all
that are still in the race, one is better than this one, with p corrected for all of them at once
(comparisons with the best, Hsu 1984). Each of the looks that are planned spends an equal share of
alpha (Bonferroni over looks, which asks nothing of how they hang together), so that the chance that
a race ever drops the candidate that is truly best is at most alpha, however many there are.
"""

import numpy as np

from promptrec.compare.estimates import Estimate, JudgedUsers
from promptrec.compare.sides import tests
from promptrec.compare.significance import ALPHA, Contrast
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.records import Ints, SideId

CLEAR = 1.5  # spreads of a difference under which no level of a look can be reached


def level_of(looks: int) -> float:
    """The level of one look out of so many."""
    return ALPHA / looks


def blocks(users: Ints, looks: int, seed: int) -> list[Ints]:
    """Users in seeded order, in as many equal blocks; fewer where a block had under 20 users."""
    known = np.unique(users)
    order = np.random.default_rng(seed).permutation(known)
    count = max(1, min(looks, len(known) // MIN_USERS))
    return [np.sort(block).astype(np.int64) for block in np.array_split(order, count)]


def behind(
    ground: JudgedUsers, found: dict[SideId, Estimate], level: float
) -> dict[SideId, Contrast]:
    """Who is dropped at this look: its contrast, the best one - this one, corrected for all."""
    names = [one for one, own in found.items() if np.isfinite(own.value)]
    if len(names) < 2:
        return {}
    best = max(names, key=lambda one: found[one].value)
    dropped = {}
    for one in names:
        if one == best or not is_clear(found[best], found[one]):
            continue
        family = tests(ground, found, [(other, one) for other in names if other != one])
        contrast = family[(best, one)]
        if contrast.p_adjusted is not None and contrast.p_adjusted <= level:
            dropped[one] = contrast
    return dropped


def is_clear(best: Estimate, one: Estimate) -> bool:
    """False where the difference is small beside its own spread, so that no test is needed."""
    if not len(best.draws):
        return False
    spread = float(np.nanstd(best.draws - one.draws))
    return best.value - one.value > CLEAR * spread
