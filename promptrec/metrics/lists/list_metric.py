"""What a metric of top-k lists declares, and the list of them; what lists are held against."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from promptrec.metrics.statistic import Statistic
from promptrec.records import Bools, Floats, Ints
from promptrec.registry import Registry

TopLists = Sequence[Ints]  # one per user


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMetric:
    """A metric of lists: a number of each user, whose mean is reported, or one of all lists.

    None where it cannot be counted: a field or vectors are missing. Of the hooks one is given.
    """

    name: str
    place: int = 1000  # in the list; those of other hands come last
    of_users: Callable[[TopLists, Yardstick], Sequence[float] | None] | None = None
    of_all: Callable[[TopLists, Yardstick], Statistic | float] | None = None  # float: no interval


LIST_METRICS: Registry[ListMetric] = Registry()
