"""Which items are shown at all, how evenly, and how popular they are."""

from collections.abc import Sequence

import numpy as np

from promptrec.metrics.checks import NAN, ratio
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
