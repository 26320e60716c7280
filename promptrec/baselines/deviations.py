"""How far values are from what mean, item and user let expect: what neighbours are compared by."""

from dataclasses import dataclass

import numpy as np

from promptrec.baselines.fitting import FitRows, mean_by
from promptrec.baselines.means import DAMPING
from promptrec.baselines.past import Past
from promptrec.data.evidence.histories import PairHistories
from promptrec.records import Floats


@dataclass(frozen=True, slots=True, eq=False)
class FitDeviations:
    """What was counted on the fit rows."""

    mean: float  # value of all fit rows
    offset: Floats  # (items,) damped: how far an item's values are above the mean
    values: Floats  # (entries,) less mean, item and user; ones where all feedback is a like


@dataclass(frozen=True, slots=True, eq=False)
class OwnDeviations:
    """The same of histories, with mean and items of the fit rows."""

    user: Floats  # (histories,) damped: how far the user's values are above mean and item
    values: Floats  # (rows,) less mean, item and user; 0 for a row without a value
    known: Floats  # (rows,) 1 for a row with a value, else 0


def fit_deviations(fit: FitRows, *, implicit: bool) -> FitDeviations:
    """Of the fit rows. implicit: every row is a like, so nothing deviates."""
    mean = float(fit.value.mean()) if len(fit.value) else sum(fit.scale) / 2
    offset = mean_by(fit.item, fit.value - mean, fit.items, DAMPING)
    if implicit:
        return FitDeviations(mean, offset, np.ones(len(fit.value)))
    above = fit.value - mean - offset[fit.item]
    user = mean_by(fit.user, above, fit.users, DAMPING)
    return FitDeviations(mean, offset, above - user[fit.user])


def own_deviations(past: Past, found: PairHistories, fit: FitDeviations) -> OwnDeviations:
    """Of histories of the same data."""
    value = past.value[found.rows]
    known = ~np.isnan(value)
    above = np.where(known, value - fit.mean - fit.offset[found.items], 0.0)
    user = found.sums(above) / (found.sums(known * 1.0) + DAMPING)
    values = np.where(known, above - np.repeat(user, found.lengths), 0.0)
    return OwnDeviations(user, values, known * 1.0)
