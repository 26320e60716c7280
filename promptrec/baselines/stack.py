"""stack: all other baselines at once, weighed by logistic regression: what counting can do here.

The weights are learned from fit rows, each seen as it was: counts and means at its own moment, what
is learned from the half of the users that this row's user is not in. So no number that is weighed
has seen the label that it is weighed by.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.calibrate import fit
from promptrec.baselines.catalogue import BASELINES, Baseline, baseline, names_for
from promptrec.baselines.crossfit import FitSample, fit_sample
from promptrec.baselines.past import Past
from promptrec.data.dataset import Dataset
from promptrec.records import Floats, Ints, Pairs

LEAST_RIDGE = 16.0  # rows: without it few rows find weights for many rules that hold nowhere else


@dataclass(frozen=True, slots=True, eq=False)
class Combination:
    """How much each number counts, in units of its standard deviation."""

    mean: Floats  # (numbers,)
    spread: Floats  # (numbers,)
    weights: Floats  # (1 + inputs,) the intercept first

    def log_odds(self, numbers: Floats) -> Floats:
        """(pairs,) from (pairs, numbers)."""
        result: Floats = self.weights[0] + self.inputs(numbers) @ self.weights[1:]
        return result

    def inputs(self, numbers: Floats) -> Floats:
        """(pairs, 2 numbers) standardised numbers, 0 where one is missing; then which are."""
        missing = ~np.isfinite(numbers)
        known = np.where(missing, self.mean, numbers)
        return np.hstack(((known - self.mean) / self.spread, missing * 1.0))


@baseline(
    "stack",
    place=200,
    likes_suffice=True,
    learned=True,
    log_odds=True,
    of_others=True,
    starts=True,
)
def stack(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:
    """Log-odds of liked: intercept + sum of weight x number over the other baselines but chance.

    Numbers are standardised; one that is not finite counts as the mean and has a weight of its own
    for being missing. Wolpert 1992, doi:10.1016/S0893-6080(05)80023-1. Without both classes among
    the fit rows: 0.
    """
    return of_rules(weighed(past.dataset), past, pairs, when, seed)


def weighed(dataset: Dataset) -> tuple[Baseline, ...]:
    """The baselines whose numbers say something of a pair on this data."""
    found = (BASELINES[name] for name in names_for(dataset))
    return tuple(one for one in found if not one.chance and not one.of_others)


def of_rules(rules: Sequence[Baseline], past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:
    """(pairs,) log-odds from these rules."""
    model = combination(tuple(rules), fit_sample(past, seed))
    numbers = [past.said(one.worth, pairs, when, seed) for one in rules]
    return model.log_odds(np.column_stack(numbers))


@functools.lru_cache(maxsize=8)
def combination(rules: tuple[Baseline, ...], sample: FitSample) -> Combination:
    """Weights of the numbers of these rules."""
    return combined(np.column_stack([sample.worth(one) for one in rules]), sample.pairs.label)


def combined(numbers: Floats, label: Floats) -> Combination:
    """By logistic regression of the labels (rows,) on (rows, numbers)."""
    known = np.isfinite(numbers)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, numbers, 0.0).sum(axis=0) / count
    spread = np.sqrt((np.where(known, numbers - mean, 0.0) ** 2).sum(axis=0) / count)
    found = Combination(mean, np.where(spread > 0, spread, 1.0), np.zeros(1 + 2 * len(mean)))
    if len(label) == 0 or label.min() == label.max():
        return found
    return Combination(found.mean, found.spread, fit(found.inputs(numbers), label, LEAST_RIDGE))
