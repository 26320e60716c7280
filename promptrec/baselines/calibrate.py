"""Turn a baseline's number into log-odds of liked, so that its probabilities can be judged too."""

import numpy as np
from scipy.special import expit

from promptrec.records import Floats

RIDGE = 1e-3  # keeps a perfect fit finite; on the slope in units of the standard deviation
LEAST_SLOPE = 1e-3  # above 0: the order is never turned around, nor lost
STEPS = 30


def log_odds(worth: Floats, fit_worth: Floats, fit_label: Floats) -> Floats:
    """intercept + slope * worth, by logistic regression of the labels of the fit rows.

    worth: (pairs,); fit_worth, fit_label: (fit rows,). Order and ties of `worth` stay as they are.
    Without both classes among the fit rows nothing can be fitted: slope 1, around the mean.
    Platt 1999, "Probabilistic outputs for support vector machines".
    """
    mean = fit_worth.mean() if len(fit_worth) else 0.0
    spread = fit_worth.std() if len(fit_worth) else 0.0
    spread = spread if spread > 0 else 1.0
    there = (worth - mean) / spread
    if len(fit_label) == 0 or fit_label.min() == fit_label.max():
        return there
    intercept, slope = fit((fit_worth - mean) / spread, fit_label)
    return intercept + max(slope, LEAST_SLOPE) * there


def fit(x: Floats, label: Floats) -> tuple[float, float]:
    """(intercept, slope) that minimise the log loss plus the ridge, by Newton's method."""
    design = np.column_stack((np.ones(len(x)), x))
    penalty = np.diag([RIDGE, RIDGE]) * len(x)
    share = label.mean()
    weights = np.array([np.log(share / (1 - share)), 0.0])
    for _ in range(STEPS):
        p = expit(design @ weights)
        gradient = design.T @ (p - label) + penalty @ weights * [0.0, 1.0]
        curvature = (design * (p * (1 - p))[:, None]).T @ design + penalty
        change = np.linalg.solve(curvature, gradient)
        weights = weights - change
        if np.abs(change).max() < 1e-9:
            break
    return float(weights[0]), float(weights[1])
