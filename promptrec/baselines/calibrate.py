"""Turn a baseline's number into log-odds of liked, so that its probabilities can be judged too."""

import numpy as np
from scipy.special import expit

from promptrec.records import Floats

RIDGE = 1e-3  # keeps a perfect fit finite; on the slope in units of the standard deviation
LEAST_SLOPE = 1e-3  # above 0: the order is never turned around, nor lost
STEPS = 30
ENOUGH = 1e-9  # a smaller change of every weight ends the search


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
    intercept, slope = fit((fit_worth - mean) / spread, fit_label).tolist()
    result: Floats = intercept + max(slope, LEAST_SLOPE) * there
    return result


def fit(x: Floats, label: Floats) -> Floats:
    """(1 + numbers,) intercept and slopes that minimise the log loss plus the ridge.

    x: (rows,) or (rows, numbers), label: (rows,) of both classes. By Newton's method; a step that
    makes the loss worse is halved, so it converges wherever it begins.
    """
    design = np.column_stack((np.ones(len(x)), x))
    penalty = np.full(design.shape[1], RIDGE * len(x))
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
