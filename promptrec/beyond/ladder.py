"""The cold-start ladder: how good variants and baselines are by how much is known.

Two views, since they answer different questions. *Observed*: the rows as they are, grouped by how
many interactions of their user (or item) were known before. Who has a short history is not like who
has a long one, so a step between rungs may come from other people. *Controlled*: the same rows at
every rung, each user's history cut to the first few interactions, as if the user were that new.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.catalogue import collaborative
from promptrec.baselines.histories import known_before
from promptrec.baselines.past import known_past
from promptrec.baselines.run import worths
from promptrec.data.moments import View, held
from promptrec.data.pairs import sample_rows
from promptrec.examples.pair import pairs_at
from promptrec.examples.plan import Plan
from promptrec.metrics.bootstrap import MIN_USERS, intervals
from promptrec.metrics.report import named_statistics
from promptrec.model.variant import Variant
from promptrec.records import Floats, Interval, Ints, Pairs

RUNGS = (0, 1, 2, 5, 10, 20)  # known interactions from which a rung begins
METRICS = ("auc", "gauc_rows", "gauc_positives", "uauc")  # larger is better
CUT_ROWS = 300  # rows of the controlled view, which are scored once per rung

Scores = Mapping[str, Floats]  # by name; (rows,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step: rows whose user (or item) has that many known interactions."""

    known: int  # from; up to the next rung in the observed view, exactly in the controlled one
    rows: int
    users: int
    values: Mapping[str, Interval]  # variants, then baselines; nan where not defined


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """From where a collaborative baseline stays above a variant. Values, not a test."""

    variant: str
    baseline: str = ""  # empty: not seen in this data
    known: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One metric over the rungs."""

    side: str  # "user" or "item"
    view: str  # "observed" or "controlled"
    metric: str
    rungs: tuple[Rung, ...]
    variants: tuple[str, ...]

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """One per variant, in their order."""
        return tuple(crossing(self.rungs, one) for one in self.variants)

    @property
    def rung_names(self) -> tuple[str, ...]:
        """What is known at each rung: exactly so much, or a range."""
        starts = [one.known for one in self.rungs]
        if self.view == "controlled":
            return tuple(str(one) for one in starts)
        ranges = [
            f"{low}" if low + 1 == high else f"{low}–{high - 1}"
            for low, high in itertools.pairwise(starts)
        ]
        return (*ranges, f"{starts[-1]}+")


def observed(
    plan: Plan, part: str, pairs: Pairs, scores: Scores, *, side: str, metric: str = "auc"
) -> Ladder:
    """Rows grouped by what was known of their user: visible rows; of their item: fit rows.

    Both strictly older than the moment from which the row is predicted. pairs: of `part`; plan:
    what baselines may learn from.
    """
    past = known_past(plan.dataset, plan.rows, plan.rows.split.view(part))
    everything = {**scores, **worths(past, pairs)}
    rung = np.searchsorted(RUNGS, known_before(past, pairs, side), side="right") - 1
    rungs = [
        judged(known, pairs, np.flatnonzero(rung == at), everything, metric)
        for at, known in enumerate(RUNGS)
    ]
    return Ladder(
        side=side, view="observed", metric=metric, rungs=tuple(rungs), variants=tuple(scores)
    )


def controlled(
    plan: Plan, part: str, pairs: Pairs, cut: Mapping[int, Scores], *, metric: str = "auc"
) -> Ladder:
    """The same rows at every rung. cut: per rung, what `cut_scores` gave for each variant."""
    everyone = np.arange(len(pairs))
    rungs = []
    for known, scores in cut.items():
        past = known_past(plan.dataset, plan.rows, first_rows(plan, part, known))
        rungs.append(judged(known, pairs, everyone, {**scores, **worths(past, pairs)}, metric))
    names = tuple(next(iter(cut.values())))
    return Ladder(side="user", view="controlled", metric=metric, rungs=tuple(rungs), variants=names)


def cut_scores(
    variant: Variant, part: str, pairs: Pairs, progress: Callable[[float], None] = lambda _: None
) -> dict[int, Floats]:
    """Scores of the pairs, (rows,), with histories of so many first rows; one pass per rung.

    progress is called with the share done, 0 to 1.
    """
    found = {}
    for at, known in enumerate(RUNGS):
        reader = variant.knowing(part, first_rows(variant.plan, part, known))
        found[known] = reader.score(pairs, part, far=True).score
        progress((at + 1) / len(RUNGS))
    return found


def cut_rows(plan: Plan, part: str, pairs: Pairs, at_most: int | None = CUT_ROWS) -> Ints:
    """Places of the pairs that stand on every rung: 20 known rows or more before them, sampled."""
    past = known_past(plan.dataset, plan.rows, may_be_known(plan, part))
    enough = np.flatnonzero(known_before(past, pairs, "user") >= RUNGS[-1])
    return sample_rows(enough, at_most, plan.settings.split.seed)


def may_be_known(plan: Plan, part: str) -> View:
    """What the rows of every rung may know; in cold_user rows of the new users themselves, too.

    There a new user's rows are predicted as if the part began with the first that stands on every
    rung.
    """
    split, data = plan.rows.split, plan.dataset
    if split.name != "cold_user":
        return split.view(part)
    rows = {"train": split.train, "valid": split.valid, "test": split.test}[part]
    visible = split.visible[part] | np.isin(data.user, data.user[rows])
    past = known_past(data, plan.rows, View(visible, data.when))
    before = known_before(past, pairs_at(data, data.user[rows], data.item[rows], rows), "user")
    history = plan.settings.split.history
    return View(visible, held(data.user, data.when, rows[before >= RUNGS[-1]], history))


def first_rows(plan: Plan, part: str, known: int) -> View:
    """Of what may be known, the first `known` rows of every user as histories."""
    data, view = plan.dataset, may_be_known(plan, part)
    rows = np.flatnonzero(view.visible)
    order = rows[np.lexsort((rows, data.when[rows], data.user[rows]))]
    user = data.user[order]
    place = np.arange(len(order)) - np.searchsorted(user, user)  # 0: the user's oldest
    kept = np.zeros(len(data.user), bool)
    kept[order[place < known]] = True
    return View(kept, view.when)


def judged(known: int, pairs: Pairs, at: Ints, scores: Scores, metric: str) -> Rung:
    """One rung: every score on the rows at these places."""
    mine = pairs.take(at)
    values = {name: value_of(mine, found[at], metric) for name, found in scores.items()}
    return Rung(known=known, rows=len(at), users=len(np.unique(mine.user)), values=values)


def value_of(pairs: Pairs, score: Floats, metric: str) -> Interval:
    """The metric with its interval over users; nan without rows."""
    if not len(pairs):
        return Interval(math.nan)
    found, users, _ = named_statistics(pairs.user, pairs.label, score, only=[metric])
    return intervals(found, users)[metric]


def crossing(rungs: Sequence[Rung], variant: str) -> Crossing:
    """The first rung from which one collaborative baseline stays above the variant to the end.

    The earliest of these baselines; among equals, the best at the last rung. Rungs with fewer than
    20 users, or where a value is not defined, do not count.
    """
    found = []
    for name in collaborative():
        above = [
            (one.known, one.values[name].value - one.values[variant].value)
            for one in rungs
            if one.users >= MIN_USERS and defined(one, name) and defined(one, variant)
        ]
        since = None
        for known, gain in reversed(above):
            if not gain > 0:
                break
            since = known
        if since is not None:
            found.append((since, -above[-1][1], name))
    if not found:
        return Crossing(variant=variant)
    known, _, name = min(found)
    return Crossing(variant=variant, baseline=name, known=known)


def defined(rung: Rung, name: str) -> bool:
    """True when the rung has a value of this name."""
    return name in rung.values and math.isfinite(rung.values[name].value)
