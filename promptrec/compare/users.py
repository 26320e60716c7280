"""What single users gain or lose by one side against another."""

import numpy as np

from promptrec.compare.estimates import POOLED, values_by_user
from promptrec.records import Floats, Pairs


def user_metric(metric: str) -> str:
    """The metric that single users have: AUC over all rows is nobody's own."""
    return "uauc" if metric == POOLED else metric


def user_differences(metric: str, pairs: Pairs, runs: Floats, control: Floats) -> Floats:
    """(users that count,) in order of code, means over runs. runs, control: (runs, rows)."""
    one, other = (
        np.mean([values_by_user(metric, pairs, scores) for scores in side], axis=0)
        for side in (runs, control)
    )
    result: Floats = one - other
    return result
