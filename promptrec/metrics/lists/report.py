"""All list metrics of one recommender, with intervals over users where these make sense."""

import numpy as np

from promptrec.metrics.bootstrap import RESAMPLES, intervals
from promptrec.metrics.groups import value_sums
from promptrec.metrics.lists.list_metric import LIST_METRICS, TopLists, Yardstick
from promptrec.metrics.statistic import Additive, Statistic, mean_of
from promptrec.records import Floats, Interval


def list_values(lists: TopLists, ground: Yardstick) -> dict[str, Floats]:
    """(users,) per metric that each user has one of; nan where it is not defined for the user."""
    values = {
        name: metric.of_users(lists, ground)
        for name, metric in LIST_METRICS.items()
        if metric.of_users is not None
    }
    return {name: np.array(one, np.float64) for name, one in values.items() if one is not None}


def list_report(
    lists: TopLists, ground: Yardstick, *, resamples: int = RESAMPLES, seed: int = 0
) -> dict[str, Interval]:
    """The metrics of LIST_METRICS that can be counted, in that order."""
    whole = {
        name: metric.of_all(lists, ground)
        for name, metric in LIST_METRICS.items()
        if metric.of_all is not None
    }
    statistics: dict[str, Statistic] = {
        name: user_mean(values) for name, values in list_values(lists, ground).items()
    }
    statistics |= {name: one for name, one in whole.items() if not isinstance(one, float)}
    found = intervals(statistics, len(lists), resamples=resamples, seed=seed)
    found |= {name: Interval(one) for name, one in whole.items() if isinstance(one, float)}
    return {name: found[name] for name in LIST_METRICS if name in found}


def user_mean(values: Floats) -> Additive:
    """The mean over the users for whom the value is defined."""
    sums = value_sums(values)
    return Additive(sums, mean_of, int(sums[:, 1].sum()))
