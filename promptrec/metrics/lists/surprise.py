"""Serendipity: what is useful and would not have been expected."""

import numpy as np

from promptrec.metrics.checks import NAN
from promptrec.metrics.lists.list_metric import LIST_METRICS, ListMetric, TopLists, Yardstick
from promptrec.records import Ints


def serendipity(items: Ints, relevant: Ints, expected: Ints) -> float:
    """Share of a list that is relevant and not in the list of a primitive recommender.

    |relevant among (list - expected)| / |list|: Ge, Delgado-Battenfeld and Jannach, RecSys 2010,
    doi:10.1145/1864708.1864761, equations 4 and 5, with usefulness 1 for a relevant item and else
    0, after Murakami et al. 2008. `expected` is the primitive's list for the same user, as long and
    from the same candidates; here the most popular of them. nan for an empty list.

    >>> serendipity(np.array([1, 2, 3, 4]), np.array([2, 3]), np.array([3, 9, 8, 7]))
    0.25
    """
    if not len(items):
        return NAN
    return float((np.isin(items, relevant) & ~np.isin(items, expected)).mean())


def surprises(lists: TopLists, ground: Yardstick) -> list[float]:
    """`serendipity` of each list."""
    each = zip(lists, ground.relevant, ground.expected, strict=True)
    return [serendipity(*one) for one in each]


LIST_METRICS.add(ListMetric(name="serendipity", place=40, of_users=surprises))
