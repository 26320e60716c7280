"""Which items are shown at all, how evenly, and how popular they are."""

from collections.abc import Sequence

import numpy as np

from promptrec.metrics.checks import NAN, ratio
from promptrec.metrics.lists.list_metric import LIST_METRICS, ListMetric, TopLists, Yardstick
from promptrec.metrics.statistic import Additive
from promptrec.records import Bools, Floats, Ints


def exposure_of(lists: Sequence[Ints], items: int) -> Floats:
    """(items,) in how many of the lists each item stands."""
    every = np.concatenate(lists) if len(lists) else np.zeros(0, np.int64)
    return np.bincount(every, minlength=items).astype(np.float64)


def coverage(exposure: Floats, available: Bools) -> float:
    """Shown items / items that could be shown; nan when nothing could be.

    available: (items,) candidate of at least one user. Ge, Delgado-Battenfeld and Jannach, RecSys
    2010, doi:10.1145/1864708.1864761, equation 2 (catalogue coverage over the available items).
    """
    return float((exposure[available] > 0).mean()) if available.any() else NAN


def gini(exposure: Floats) -> float:
    """How unevenly the items are shown: 0 all alike, 1 - 1/items when one gets everything.

    sum over items, by rising exposure, of (2 i - items - 1) x_i / (items * sum x), i from 1. nan
    when nothing is shown. Fleder and Hosanagar, Management Science 2009, doi:10.1287/mnsc.1080.0974
    (Gini of recommendations).

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 4.0]))
    (0.0, 0.5)
    """
    total = exposure.sum()
    if not total > 0:
        return NAN
    rank = np.arange(1, len(exposure) + 1)
    return float((2 * rank - len(exposure) - 1) @ np.sort(exposure) / (len(exposure) * total))


def self_information(raters: Floats, users: int) -> Floats:
    """(items,) -log2 of the share of users who met the item, in bits: 0 for what everybody knows.

    raters: (items,) users who met it in train. One user more than there are is imagined to have met
    every item, so that an item that nobody met has the finite novelty log2(users + 1).
    """
    result: Floats = -np.log2((raters + 1) / (users + 1))
    return result


def novelty(items: Ints, information: Floats) -> float:
    """Mean self-information of a list, in bits; nan for an empty one.

    Zhou et al., PNAS 2010, doi:10.1073/pnas.1000488107 (surprisal of the recommended).
    """
    return float(information[items].mean()) if len(items) else NAN


def mean_popularity(items: Ints, rows: Floats) -> float:
    """Mean number of train rows of a list's items; nan for an empty one.

    Its mean over users is the average recommendation popularity (ARP): Yin et al., VLDB 2012,
    doi:10.14778/2311906.2311916; Abdollahpouri et al., FLAIRS 2019, equation 1.
    """
    return float(rows[items].mean()) if len(items) else NAN


def popularity_lift(sums: Floats) -> Floats:
    """(list - profile) / profile of the mean popularities: 0 as popular as what users like.

    sums: (..., 2) sum over users of the list's and of the profile's mean popularity, over users who
    have both. Above 0: the lists push popular items beyond what these users chose themselves.
    Abdollahpouri et al., RecSys 2020, doi:10.1145/3383313.3418487, section 3 (with the group of all
    users). nan when the profiles' items have no row.
    """
    return ratio(sums[..., 0] - sums[..., 1], sums[..., 1])


def novelties(lists: TopLists, ground: Yardstick) -> list[float]:
    """`novelty` of each list."""
    information = self_information(ground.raters, ground.users)
    return [novelty(one, information) for one in lists]


def popularities(lists: TopLists, ground: Yardstick) -> list[float]:
    """`mean_popularity` of each list."""
    return [mean_popularity(one, ground.rows) for one in lists]


def lift(lists: TopLists, ground: Yardstick) -> Additive:
    """`popularity_lift` over the users who have both a list and a profile."""
    shown = np.array(popularities(lists, ground), np.float64)
    liked = np.array(popularities(ground.profiles, ground), np.float64)
    known = ~np.isnan(shown) & ~np.isnan(liked)
    sums = np.where(known[:, None], np.column_stack((shown, liked)), 0.0)
    return Additive(sums, popularity_lift, int(known.sum()))


def covered(lists: TopLists, ground: Yardstick) -> float:
    """`coverage`, without an interval.

    A drawn user's list counts twice, so fewer different items are shown in every draw than by the
    real users, and the interval would miss the value.
    """
    return coverage(exposure_of(lists, len(ground.rows)), ground.available)


def uneven(lists: TopLists, ground: Yardstick) -> float:
    """`gini` of the items that could be shown, without an interval as `covered`."""
    return gini(exposure_of(lists, len(ground.rows))[ground.available])


for metric in (
    ListMetric(name="novelty", place=30, of_users=novelties),
    ListMetric(name="popularity", place=50, of_users=popularities),
    ListMetric(name="popularity_lift", place=60, of_all=lift),
    ListMetric(name="coverage", place=80, of_all=covered),
    ListMetric(name="gini", place=90, of_all=uneven),
):
    LIST_METRICS.add(metric)
