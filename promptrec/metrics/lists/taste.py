"""Calibration of genres: does a list hold the kinds of items in the shares that its user likes?"""

import numpy as np

from promptrec.metrics.checks import NAN
from promptrec.metrics.lists.list_metric import LIST_METRICS, ListMetric, TopLists, Yardstick
from promptrec.records import Bools, Floats, Ints

SMOOTHING = 0.01  # alpha of Steck 2018


def shares_of(items: Ints, words: Bools) -> Floats | None:
    """(words,) how much of the items each word makes up, sum 1; None when no item has a word.

    An item with several words gives each an equal part: p(g|i) = 1 / words of i.
    """
    sets = words[items].astype(np.float64)
    sizes = sets.sum(axis=1)
    if not sizes.any():
        return None
    result: Floats = (sets[sizes > 0] / sizes[sizes > 0, None]).mean(axis=0)
    return result


def miscalibration(items: Ints, profile: Ints, words: Bools, alpha: float = SMOOTHING) -> float:
    """KL(p | q~) in nats: 0 when the list mixes words as the profile does; larger is worse.

    p: word shares of the items that the user liked; q~ = (1 - alpha) q + alpha p, q those of the
    list, so that it stays finite: at most log(1 / alpha) = 4.6. Words with p = 0 add nothing. nan
    when one of the two has no word. Steck, RecSys 2018, doi:10.1145/3240323.3240372, equations 2 to
    6, all weights 1.
    """
    p, q = shares_of(profile, words), shares_of(items, words)
    if p is None or q is None:
        return NAN
    there = p > 0
    smooth = (1 - alpha) * q[there] + alpha * p[there]
    return max(0.0, float(p[there] @ np.log(p[there] / smooth)))


def misses(lists: TopLists, ground: Yardstick) -> list[float] | None:
    """`miscalibration` of each list, in the words of one field."""
    words = ground.words
    if words is None:
        return None
    each = zip(lists, ground.profiles, strict=True)
    return [miscalibration(one, profile, words) for one, profile in each]


LIST_METRICS.add(ListMetric(name="miscalibration", place=70, of_users=misses))
