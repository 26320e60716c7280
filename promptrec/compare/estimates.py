"""What each side is worth on one metric: its value, and how that moves with users and seeds.

Two levels are drawn again for the intervals: first which of a side's runs (they differ by their
seed alone), then which users, the same users for all sides (a hierarchical bootstrap: Davison and
Hinkley 1997, section 3.8). A side with a single run has no first level.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from promptrec.compare.significance import RESAMPLES
from promptrec.metrics.auc import user_auc
from promptrec.metrics.bootstrap import MIN_USERS, percentile_bounds, user_weights
from promptrec.metrics.checks import user_codes
from promptrec.metrics.ranking import ndcg
from promptrec.metrics.rows import row_statistics
from promptrec.metrics.statistic import Additive, PooledAuc, Statistic, mean_of
from promptrec.records import Floats, Interval, Ints, Pairs

OF_AUC = ("gauc_rows", "gauc_positives", "uauc")  # means over users with both classes
RANKED = "ndcg@10"  # mean over users, of each one's candidates
POOLED = "auc"  # over all rows: no mean over users
METRICS = (*OF_AUC, RANKED, POOLED)
Key = TypeVar("Key", bound=Hashable)  # what a side is known by


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """One side on one metric."""

    value: float  # mean over its runs
    draws: Floats  # (resamples,) with users and runs drawn again; empty under 20 users
    by_user: Floats | None  # (users,) mean over its runs; None for a metric that is no mean
    runs: tuple[float, ...]  # the value of each run

    @property
    def interval(self) -> Interval:
        """Value and 95 % interval."""
        bounds = percentile_bounds(self.draws) if len(self.draws) else (None, None)
        return Interval(self.value, *bounds)


@dataclass(frozen=True, slots=True, eq=False)
class JudgedUsers:
    """The users that count in a metric, the same for all sides."""

    metric: str
    users: Ints  # (users,) codes of the data set
    weights: Floats  # (users,) how much each counts
    rows: Floats  # (users,) rows of each
    positives: Floats  # (users,) liked rows of each


def ground_of(metric: str, pairs: Pairs) -> JudgedUsers:
    """Who counts: for means over users those with both classes, for pooled AUC everybody."""
    area = user_auc(pairs.user, pairs.label, np.zeros(len(pairs)))
    names = np.unique(pairs.user)
    counts = np.ones(len(names), bool) if metric == POOLED else area.counts
    rows, positives = area.rows[counts], area.positives[counts]
    weights = {"gauc_rows": rows, "gauc_positives": positives}.get(metric, np.ones(len(rows)))
    return JudgedUsers(metric, names[counts], weights, rows, positives)


def values_by_user(metric: str, pairs: Pairs, scores: Floats) -> Floats:
    """(users that count,) the metric of each user, in order of code."""
    if metric in OF_AUC:
        area = user_auc(pairs.user, pairs.label, scores)
        return area.auc[area.counts]
    return by_user(lambda label, own: ndcg(own, label > 0, 10), pairs, scores)


def by_user(judge: Callable[[Floats, Floats], float], pairs: Pairs, scores: Floats) -> Floats:
    """(users,) judge(labels, scores) of each user with both classes, in order of code."""
    order = np.argsort(pairs.user, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(pairs.user[order]) != 0])[1:]
    labels, own = np.split(pairs.label[order], starts), np.split(scores[order], starts)
    found = [
        judge(label, score)
        for label, score in zip(labels, own, strict=True)
        if 0 < label.sum() < len(label)
    ]
    return np.array(found, np.float64)


def statistic_of(
    ground: JudgedUsers, pairs: Pairs, values: Floats | None, scores: Floats
) -> Statistic:
    """The metric as a function of how often each user is drawn."""
    if values is None:
        return PooledAuc(user_codes(pairs.user)[0], pairs.label, scores)
    sums = np.column_stack((values * ground.weights, ground.weights))
    return Additive(sums, mean_of, len(values))


def estimates(
    ground: JudgedUsers, pairs: Pairs, sides: Mapping[Key, Floats], seed: int = 0
) -> dict[Key, Estimate]:
    """Every side on the same draws. sides: by id, scores (runs, rows) parallel to the pairs."""
    statistics: dict[Key, list[Statistic]] = {}
    values: dict[Key, Floats | None] = {}
    for name, runs in sides.items():
        own = (
            [None] * len(runs)
            if ground.metric == POOLED
            else [values_by_user(ground.metric, pairs, run) for run in runs]
        )
        statistics[name] = [
            statistic_of(ground, pairs, each, run) for each, run in zip(own, runs, strict=True)
        ]
        values[name] = None if ground.metric == POOLED else np.mean(np.array(own), axis=0)
    draws = drawn(statistics, len(ground.users), seed)
    everyone = np.ones((1, len(ground.users)))
    found = {}
    for name, own_statistics in statistics.items():
        each_run = tuple(float(statistic(everyone)[0]) for statistic in own_statistics)
        mean = float(np.mean(each_run)) if len(ground.users) else float("nan")
        found[name] = Estimate(mean, draws[name], values[name], each_run)
    return found


def drawn(
    statistics: Mapping[Key, Sequence[Statistic]], users: int, seed: int
) -> dict[Key, Floats]:
    """(resamples,) of each side: users drawn again, and its runs."""
    if users < MIN_USERS:
        return {name: np.zeros(0) for name in statistics}
    blocks: dict[Key, list[Floats]] = {name: [] for name in statistics}
    for weights in user_weights(users, RESAMPLES, seed):
        for name, of_runs in statistics.items():
            blocks[name].append(np.array([statistic(weights) for statistic in of_runs]))
    return {
        name: mean_of_drawn_runs(np.concatenate(parts, axis=1), seed + at)
        for at, (name, parts) in enumerate(blocks.items())
    }


def mean_of_drawn_runs(draws: Floats, seed: int) -> Floats:
    """(resamples,) the mean over runs drawn with replacement, from (runs, resamples)."""
    runs, resamples = draws.shape
    rng = np.random.default_rng([seed, runs])
    times = rng.multinomial(runs, np.full(runs, 1 / runs), resamples)  # (resamples, runs)
    result: Floats = (draws.T * times).sum(axis=1) / runs
    return result


def auc_parts(pairs: Pairs, runs: Floats) -> dict[str, float]:
    """Pooled AUC, which also rewards knowing who likes much, beside the AUC within users.

    Three ways to average the latter; each is the mean over runs. runs: (runs, rows).
    """
    users = user_codes(pairs.user)[0]
    every = [row_statistics(users, pairs.label, run, (POOLED, *OF_AUC)) for run in runs]
    everyone = np.ones((1, int(users.max(initial=-1)) + 1))
    return {
        name: float(np.mean([one[name](everyone)[0] for one in every]))
        for name in (POOLED, *OF_AUC)
    }


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
