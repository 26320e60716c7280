"""What a metric declares, and the lists of them. No torch.

One file a metric, or one family of them, declares and lists it: of single rows here, in this
folder; of rankings in `ranking.py`; of top-k lists in `lists/`. Reports, the choices of `--select`
and of a search, pages and documents take the lists from here. A metric's name for people is
`metric.<name>` of the word tables.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from promptrec.metrics.statistic import Statistic
from promptrec.records import Floats, Interval, Ints
from promptrec.registry import Registry

MAIN = "gauc_rows"  # the yardstick of runs and verdicts: does a person's own order come out right?
BESIDE = "auc"  # what stands beside it, and in its place where nobody has liked and disliked rows
OfRows = Callable[[Ints, Floats, Floats], Statistic]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMetric:
    """A metric of scored rows.

    statistic(user, label, score): user (rows,) codes from 0 without gaps, label 0 or 1, score
    log-odds, never nan. Of one that needs ratings: (user, error, known), error (rows,) expected
    minus given rating, and 0 where known is 0 because there is no rating.
    """

    name: str
    place: int = 1000  # in the list; those of other hands come last
    statistic: OfRows
    lower_is_better: bool = False
    needs_probability: bool = False  # its value, or one half as the threshold
    needs_ratings: bool = False  # given ones, and expected ones
    one_sided: bool = False  # can be had by answering the same to every row: nobody aims at it


ROW_METRICS: Registry[RowMetric] = Registry()


def row_names(*, is_probability: bool = True, rated: bool = True) -> tuple[str, ...]:
    """The metrics that scores have: without what needs a probability, or ratings."""
    return tuple(
        name
        for name, one in ROW_METRICS.items()
        if (is_probability or not one.needs_probability) and (rated or not one.needs_ratings)
    )


def aims() -> tuple[str, ...]:
    """The metrics that a search may maximize."""
    return tuple(
        name
        for name, one in ROW_METRICS.items()
        if not (one.lower_is_better or one.needs_ratings or one.one_sided)
    )


def yardstick(every: Iterable[Mapping[str, Interval]]) -> str:
    """The main metric of some reports: MAIN, or BESIDE where a report has that alone."""
    judged = [one for one in every if has_value(one, BESIDE)]
    return MAIN if judged and all(has_value(one, MAIN) for one in judged) else BESIDE


def has_value(metrics: Mapping[str, Interval], name: str) -> bool:
    """True when a report has a number for a metric."""
    return name in metrics and math.isfinite(metrics[name].value)


def is_lower_better(name: str) -> bool:
    """The direction of a metric of any report; those of rankings, "ndcg@10", are to be high."""
    return name in ROW_METRICS and ROW_METRICS[name].lower_is_better
