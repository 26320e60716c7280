"""Intervals by drawing users again: what the metric would be with other users of the same kind.

Users, not rows, are drawn with replacement, since rows of one user resemble each other; an
interval over rows would be too narrow. Efron and Tibshirani 1993, chapter 13 (percentile
interval); Field and Welsh, J. R. Stat. Soc. B 2007 (resampling clusters).
"""

from collections.abc import Iterator, Mapping

import numpy as np

from promptrec.metrics.statistic import Statistic
from promptrec.records import Floats, Interval

RESAMPLES = 2000
MIN_USERS = 20  # with fewer users that count, an interval would promise too much
LEVEL = 0.95
_CELLS = 4_000_000  # weights held at a time: 32 MB


def user_weights(users: int, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each user is drawn: blocks (some, users), together (resamples, users)."""
    rng = np.random.default_rng(seed)
    block = max(1, min(resamples, _CELLS // max(users, 1)))
    for start in range(0, resamples, block):
        weights = np.empty((min(block, resamples - start), users))
        for row in weights:
            row[:] = np.bincount(rng.integers(0, users, users), minlength=users)
        yield weights


def intervals(
    statistics: Mapping[str, Statistic], users: int, *, resamples: int = RESAMPLES, seed: int = 0
) -> dict[str, Interval]:
    """Value and 95 % percentile interval of each statistic, all from the same draws.

    Bounds are None when fewer than 20 users count, when the value is nan or infinite, with
    resamples=0, or when most draws leave the metric undefined (fewer such draws are left out).
    """
    everyone = np.ones((1, users))
    values = {name: float(one(everyone)[0]) for name, one in statistics.items()}
    open_names = [
        name
        for name, one in statistics.items()
        if one.counted >= MIN_USERS and np.isfinite(values[name])
    ]
    drawn: dict[str, list[Floats]] = {name: [] for name in open_names}
    if open_names:
        for weights in user_weights(users, resamples, seed):
            for name in open_names:
                drawn[name].append(statistics[name](weights))
    bounds = {name: percentile_bounds(np.concatenate([*drawn[name], []])) for name in open_names}
    return {
        name: Interval(value, *bounds.get(name, (None, None))) for name, value in values.items()
    }


def percentile_bounds(draws: Floats, level: float = LEVEL) -> tuple[float | None, float | None]:
    """The middle `level` of the draws that are numbers; None when those are half or fewer."""
    known = draws[~np.isnan(draws)]
    if len(known) * 2 <= len(draws) or len(known) == 0:
        return None, None
    edge = (1 - level) / 2
    low, high = np.quantile(known, (edge, 1 - edge))
    return float(low), float(high)
