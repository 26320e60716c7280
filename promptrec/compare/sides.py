"""Variants and baselines on the same rows of the same users, ready to be tested.

30 % of the users, chosen by their id, are locked: comparisons on valid do not read them, and
confirming reads the test rows of these users alone.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.run import baseline_scores
from promptrec.compare.evaluate import Evaluation
from promptrec.compare.significance import contrasts
from promptrec.compare.verdict import Comparison, Judged, verdict_of
from promptrec.errors import DataError, SettingsError
from promptrec.examples.plan import Plan
from promptrec.metrics.auc import user_auc
from promptrec.records import Bools, Floats, Pairs
from promptrec.settings import choose

LOCKED = 0.3  # share of the users
PER_USER = ("gauc_rows", "gauc_positives", "uauc")  # metrics that are means over users


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A variant's scores on the rows."""

    name: str
    scores: Floats  # (rows,)


def is_locked(user_ids: Sequence[str]) -> Bools:
    """(users,) True for those that are kept for confirming; the same in every run of this data."""
    numbers = [int(hashlib.sha256(one.encode()).hexdigest()[:8], 16) for one in user_ids]
    return np.array(numbers, np.float64) / 16**8 < LOCKED


def same_rows(evaluations: Sequence[Evaluation]) -> Pairs:
    """The rows that all were judged on; DataError when they differ."""
    first = evaluations[0].pairs
    for one in evaluations[1:]:
        same = len(one.pairs) == len(first) and all(
            np.array_equal(getattr(one.pairs, name), getattr(first, name))
            for name in ("user", "item", "row")
        )
        if not same:
            raise DataError(
                "These runs were judged on different rows (other data, split, seed or number of "
                "valid rows), so their difference means nothing. Compare runs of one split."
            )
    return first


def compared(
    plan: Plan,
    part: str,
    pairs: Pairs,
    sides: Sequence[Side],
    *,
    metric: str = "gauc_rows",
    sesoi: float = 0.0,
    confirm: bool = False,
    seed: int = 0,
) -> Comparison:
    """The first side is the control. confirm: only the locked users; else only the others."""
    choose("metric of a comparison", metric, PER_USER)
    if len(sides) < 2:
        raise SettingsError("A comparison needs a control and at least one other variant.")
    locked = is_locked([str(one) for one in plan.dataset.users.index])
    kept = np.flatnonzero(np.where(pairs.user >= 0, locked[pairs.user], False) == confirm)
    mine = pairs.take(kept)
    areas = {side.name: user_auc(mine.user, mine.label, side.scores[kept]) for side in sides}
    control = areas[sides[0].name]
    counts = control.counts
    weights = weights_of(metric, control.rows[counts], control.positives[counts])
    others = sides[1:]
    table = np.array([areas[one.name].auc[counts] - control.auc[counts] for one in others])
    found = contrasts(table.reshape(len(others), int(counts.sum())), weights, seed)
    values = {name: mean(area.auc[counts], weights) for name, area in areas.items()}
    return Comparison(
        metric=metric,
        part=part,
        control=sides[0].name,
        control_value=values[sides[0].name],
        users=int(counts.sum()),
        locked=int(locked.sum()),
        variants=tuple(
            Judged(
                name=side.name,
                value=values[side.name],
                contrast=one,
                verdict=verdict_of(one, sesoi),
            )
            for side, one in zip(others, found, strict=True)
        ),
        baselines=baseline_values(plan, part, mine, counts, weights),
        sesoi=sesoi,
    )


def best_fed(plans: Sequence[Plan]) -> Plan:
    """The plan with the most train rows: baselines may count what the best-fed variant could."""
    return max(plans, key=lambda plan: len(plan.rows.train))


def weights_of(metric: str, rows: Floats, positives: Floats) -> Floats:
    """(users,) how much each user counts in a metric."""
    return {"gauc_rows": rows, "gauc_positives": positives, "uauc": np.ones(len(rows))}[metric]


def mean(values: Floats, weights: Floats) -> float:
    """The weighted mean; nan of nothing."""
    return float(values @ weights / weights.sum()) if len(values) else float("nan")


def baseline_values(
    plan: Plan, part: str, pairs: Pairs, counts: Bools, weights: Floats
) -> Mapping[str, float]:
    """Every baseline on the same rows and users."""
    scores = baseline_scores(plan.dataset, plan.rows.split, part, pairs, plan.rows.train)
    return {
        name: mean(user_auc(pairs.user, pairs.label, found).auc[counts], weights)
        for name, found in scores.items()
    }
