"""Every variant and every baseline on the rows that all share, with all metrics of rows."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.estimates import drawn
from promptrec.compare.judging import Sides
from promptrec.compare.rows import judged_rows
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import Dataset
from promptrec.data.locked import locked_users
from promptrec.judge.entrants import Group
from promptrec.metrics.bootstrap import MIN_USERS, percentile_bounds
from promptrec.metrics.metric import row_names
from promptrec.metrics.report import named_statistics
from promptrec.metrics.statistic import Statistic
from promptrec.records import ComparedSide, Floats, Interval, Pairs, ScoredSide

Metrics = Mapping[str, Interval]


@dataclass(frozen=True, slots=True, eq=False)
class Scoreboard:
    """Sides on the same rows. `metrics` is parallel to `sides`: variants, then baselines."""

    part: str
    dataset: Dataset
    pairs: Pairs
    sides: tuple[ScoredSide, ...]
    metrics: tuple[Metrics, ...]
    counted: Mapping[str, int]  # users that count in each metric


def scoreboard(groups: Sequence[Group], found: Sides, rules: Mapping[str, Floats]) -> Scoreboard:
    """All sides and their metrics, without locked users on valid, those alone on test."""
    kept = judged_rows(locked_users(found.plan.dataset), found.pairs, found.part == "test")
    pairs = found.pairs.take(kept)
    sides = [
        ScoredSide(
            group.id,
            side.runs[:, kept],
            is_probability=group.entrants[0].run.settings.says_probability,
        )
        for group, side in zip(groups, found.sides, strict=True)
    ]
    sides += [ScoredSide(name, one[None, kept], baseline=True) for name, one in rules.items()]
    dataset = found.plan.dataset
    return Scoreboard(found.part, dataset, pairs, tuple(sides), *metrics_of(pairs, sides))


def metrics_of(
    pairs: Pairs, sides: Sequence[ScoredSide]
) -> tuple[tuple[Metrics, ...], Mapping[str, int]]:
    """Each side's metrics, the mean over its runs; how many users count in each.

    Intervals are over users and runs, as in a verdict, with the same draws of users for all sides.
    """
    statistics: dict[str, list[Statistic]] = {}
    users, counted = 0, {}
    for at, side in enumerate(sides):
        only = row_names(is_probability=side.is_probability, rated=False)
        for scores in side.runs:
            found, users, _ = named_statistics(pairs.user, pairs.label, scores, only=only)
            for name, one in found.items():
                statistics.setdefault(f"{at} {name}", []).append(one)
                counted[name] = one.counted
    everyone = np.ones((1, users))
    values = {
        key: float(np.mean([one(everyone)[0] for one in own])) for key, own in statistics.items()
    }
    told = {
        key: own
        for key, own in statistics.items()
        if own[0].counted >= MIN_USERS and math.isfinite(values[key])
    }
    draws = drawn(told, users, seed=0)
    tables: list[dict[str, Interval]] = [{} for _ in sides]
    for key, value in values.items():
        place, _, name = key.partition(" ")
        bounds = percentile_bounds(draws[key]) if key in draws else (None, None)
        tables[int(place)][name] = Interval(value, *bounds)
    return tuple(tables), counted


def best_first(board: Scoreboard, metric: str, verdict: Comparison | None = None) -> Scoreboard:
    """The same with the baselines ordered by a metric of the verdict, else of the rows."""

    def worth(at: int) -> float:
        side = board.sides[at]
        if verdict is not None and side.baseline and side.name in verdict.baselines:
            return verdict.baselines[side.name]
        return board.metrics[at].get(metric, board.metrics[at]["auc"]).value

    places = list(range(len(board.sides)))
    places.sort(key=lambda at: (board.sides[at].baseline, -worth(at) * board.sides[at].baseline))
    return dataclasses.replace(
        board,
        sides=tuple(board.sides[at] for at in places),
        metrics=tuple(board.metrics[at] for at in places),
    )


def metric_lines(board: Scoreboard, control: str, without: str) -> list[ComparedSide]:
    """Every metric but one of every side as rows of the CSV; nothing is tested here."""
    return [
        ComparedSide(
            kind="baseline" if side.baseline else "control" if side.name == control else "variant",
            name=side.name,
            metric=name,
            part=board.part,
            users=board.counted[name],
            runs=len(side.runs),
            value=one.value,
            low=one.low,
            high=one.high,
        )
        for side, metrics in zip(board.sides, board.metrics, strict=True)
        for name, one in metrics.items()
        if name != without
    ]
