"""Turn a baseline's number into log-odds of liked, so that its probabilities can be judged too."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from promptrec.records import Floats

RIDGE = 1e-3  # keeps a perfect fit finite; on the slope in units of the standard deviation
LEAST_SLOPE = 1e-3  # above 0: the order is never turned around, nor lost
STEPS = 30
ENOUGH = 1e-9  # a smaller change of every weight ends the search
ROUNDING = 1e-9  # numbers that differ by less, in units of their mean, are one number


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """intercept + slope * (worth - mean) / spread: a baseline's number as log-odds of liked."""

    mean: float = 0.0
    spread: float = 1.0
    intercept: float = 0.0
    slope: float = 1.0
    base: float = 0.0  # of a pair about which the baseline says nothing: the share of likes

    @classmethod
    def of(cls, worth: Floats, label: Floats) -> "Calibration":
        """Logistic regression of the labels of the fit rows, both (fit rows,); nan worth is out.

        Without both classes among them nothing can be fitted: slope 1, around the mean. Platt 1999,
        "Probabilistic outputs for support vector machines".
        """
        base = base_rate(label)
        known = ~np.isnan(worth)
        worth, label = worth[known], label[known]
        mean = float(worth.mean()) if len(worth) else 0.0
        spread = float(worth.std()) if len(worth) else 0.0
        spread = spread if spread > ROUNDING * max(1.0, abs(mean)) else 1.0
        if len(label) == 0 or label.min() == label.max():
            return cls(mean=mean, spread=spread, base=base)
        intercept, slope = fit((worth - mean) / spread, label).tolist()
        return cls(
            mean=mean, spread=spread, intercept=intercept, slope=max(slope, LEAST_SLOPE), base=base
        )

    @classmethod
    def read(cls, values: Mapping[str, float]) -> "Calibration":
        """What `dataclasses.asdict` made of one."""
        return cls(**{name: float(value) for name, value in values.items()})

    def __call__(self, worth: Floats) -> Floats:
        """(pairs,) log-odds. Order and ties of `worth` stay as they are; nan gets the base rate."""
        found = self.intercept + self.slope * ((worth - self.mean) / self.spread)
        return np.where(np.isnan(worth), self.base, found)


def log_odds(worth: Floats, fit_worth: Floats, fit_label: Floats) -> Floats:
    """`worth`, (pairs,), as log-odds: see `Calibration`. fit_worth, fit_label: (fit rows,)."""
    return Calibration.of(fit_worth, fit_label)(worth)


def base_rate(label: Floats) -> float:
    """Log-odds of the share of likes, half a row added to both sides (Haldane 1956)."""
    liked = float((label > 0).sum())
    return math.log((liked + 0.5) / (len(label) - liked + 0.5))


def fit(x: Floats, label: Floats, least: float = 0.0) -> Floats:
    """(1 + numbers,) intercept and slopes that minimise the log loss plus the ridge.

    x: (rows,) or (rows, numbers), label: (rows,) of both classes. least: the ridge however few rows
    there are. By Newton's method; a step that
    makes the loss worse is halved, so it converges wherever it begins.
    """
    design = np.column_stack((np.ones(len(x)), x))
    penalty = np.full(design.shape[1], max(RIDGE * len(x), least))
    penalty[0] = 0.0

    def loss(weights: Floats) -> float:
        z = design @ weights
        return float((np.logaddexp(0.0, z) - label * z).sum() + penalty @ weights**2 / 2)

    share = label.mean()
    weights = np.zeros(design.shape[1])
    weights[0] = np.log(share / (1 - share))
    for _ in range(STEPS):
        p = expit(design @ weights)
        gradient = design.T @ (p - label) + penalty * weights
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(penalty)
        change = np.linalg.solve(curvature, gradient)
        before = loss(weights)
        while loss(weights - change) > before and np.abs(change).max() > ENOUGH:
            change = change / 2
        weights = weights - change
        if np.abs(change).max() < ENOUGH:
            break
    return weights
