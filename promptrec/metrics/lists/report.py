"""All list metrics of one recommender, with intervals over users where these make sense."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.metrics.bootstrap import RESAMPLES, intervals
from promptrec.metrics.groups import value_sums
from promptrec.metrics.lists.diversity import (
    cosine_distances,
    intra_list_distance,
    jaccard_distances,
)
from promptrec.metrics.lists.exposure import (
    coverage,
    exposure_of,
    gini,
    mean_popularity,
    novelty,
    popularity_lift,
    self_information,
)
from promptrec.metrics.lists.surprise import serendipity
from promptrec.metrics.lists.taste import miscalibration
from promptrec.metrics.statistic import Additive, Statistic, mean_of
from promptrec.records import Bools, Floats, Interval, Ints

LIST_METRICS = (
    "diversity",
    "diversity_text",
    "novelty",
    "serendipity",
    "popularity",
    "popularity_lift",
    "miscalibration",
    "coverage",
    "gini",
)
OF_USERS = ("diversity", "diversity_text", "novelty", "serendipity", "popularity", "miscalibration")
OF_WORDS = ("diversity", "miscalibration")  # need a field of items
PROFILE = "profile_popularity"  # of what each user liked: what popularity_lift is held against


@dataclass(frozen=True, slots=True, eq=False)
class Yardstick:
    """What the lists of every recommender are held against, per item and per user of the lists."""

    raters: Floats  # (items,) different users in train
    rows: Floats  # (items,) train rows
    users: int  # with train rows
    available: Bools  # (items,) candidate of at least one user
    words: Bools | None  # (items, words) of one field, e.g. genres; None: no such field
    profiles: Sequence[Ints]  # per user: the items of the liked train rows
    relevant: Sequence[Ints]  # per user: candidates that are liked in the judged part
    expected: Sequence[Ints]  # per user: the primitive's list, for serendipity
    vectors: Floats | None = None  # (items, width) of the text of items; None: not measured


def list_values(lists: Sequence[Ints], ground: Yardstick) -> dict[str, Floats]:
    """(users,) per metric that each user has one of; nan where it is not defined for the user."""
    information = self_information(ground.raters, ground.users)
    found: dict[str, list[float]] = {
        "novelty": [novelty(one, information) for one in lists],
        "serendipity": [
            serendipity(*each) for each in zip(lists, ground.relevant, ground.expected, strict=True)
        ],
        "popularity": [mean_popularity(one, ground.rows) for one in lists],
        PROFILE: [mean_popularity(one, ground.rows) for one in ground.profiles],
    }
    words, vectors = ground.words, ground.vectors
    if words is not None:
        found["diversity"] = [intra_list_distance(jaccard_distances(words[one])) for one in lists]
        found["miscalibration"] = [
            miscalibration(one, profile, words)
            for one, profile in zip(lists, ground.profiles, strict=True)
        ]
    if vectors is not None:
        found["diversity_text"] = [
            intra_list_distance(cosine_distances(vectors[one])) for one in lists
        ]
    return {name: np.array(values, np.float64) for name, values in found.items()}


def list_report(
    lists: Sequence[Ints], ground: Yardstick, *, resamples: int = RESAMPLES, seed: int = 0
) -> dict[str, Interval]:
    """The metrics of LIST_METRICS that can be counted, in that order.

    coverage and gini have no interval: a drawn user's list counts twice, so fewer different items
    are shown in every draw than by the real users, and the interval would miss the value.
    """
    values = list_values(lists, ground)
    statistics: dict[str, Statistic] = {
        name: user_mean(values[name]) for name in OF_USERS if name in values
    }
    statistics["popularity_lift"] = lift(values["popularity"], values[PROFILE])
    found = intervals(statistics, len(lists), resamples=resamples, seed=seed)
    exposure = exposure_of(lists, len(ground.rows))
    found["coverage"] = Interval(coverage(exposure, ground.available))
    found["gini"] = Interval(gini(exposure[ground.available]))
    return {name: found[name] for name in LIST_METRICS if name in found}


def user_mean(values: Floats) -> Additive:
    """The mean over the users for whom the value is defined."""
    sums = value_sums(values)
    return Additive(sums, mean_of, int(sums[:, 1].sum()))


def lift(shown: Floats, liked: Floats) -> Additive:
    """Popularity lift over the users who have both a list and a profile."""
    known = ~np.isnan(shown) & ~np.isnan(liked)
    sums = np.where(known[:, None], np.column_stack((shown, liked)), 0.0)
    return Additive(sums, popularity_lift, int(known.sum()))
