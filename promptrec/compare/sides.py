"""Variants and baselines on the same rows of the same users, tested against a control.

Locked users (`data.locked`) are not read on valid; confirming reads the test rows of these users
alone. Every baseline is tested too, against every variant, in a family of its own.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.run import baseline_scores
from promptrec.compare.correction import benjamini_hochberg
from promptrec.compare.estimates import METRICS, POOLED, Estimate, JudgedUsers, estimates, ground_of
from promptrec.compare.significance import Contrast, flip_p, of_draws, unsaid
from promptrec.compare.verdict import Comparison, Judged, verdict_of
from promptrec.data.locked import locked_users
from promptrec.errors import DataError, SettingsError
from promptrec.examples.plan import Plan
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.records import Bools, Floats, Ints, Pairs
from promptrec.settings import PARTS, choose

RULE = "\0"  # before the name of a baseline, so that no variant is called the same


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A variant's scores on the rows."""

    name: str
    scores: Floats  # (rows,), or (runs, rows) of runs that differ by their seed alone
    tuned: bool = False  # by training, so that another seed would give other scores

    @property
    def runs(self) -> Floats:
        """(runs, rows)"""
        return np.atleast_2d(self.scores)


def common_rows(every: Sequence[Pairs]) -> tuple[Pairs, list[Ints]]:
    """The rows that all were judged on, and where each has them; DataError when there are none."""
    items = 1 + max(int(one.item.max(initial=0)) for one in every)
    keys = [one.row * items + one.item for one in every]  # a negative has its positive's row
    shared = keys[0]
    for other in keys[1:]:
        shared = shared[np.isin(shared, other)]
    if not len(shared):
        raise DataError("sentence.no_common_row")
    places = []
    for key in keys:
        order = np.argsort(key, kind="stable")
        places.append(order[np.searchsorted(key, shared, sorter=order)].astype(np.int64))
    return every[0].take(places[0]), places


def judged_rows(locked: Bools, pairs: Pairs, confirm: bool) -> Ints:
    """Places of the pairs of locked users when confirming, else of all others. locked: (users,)."""
    found: Ints = np.flatnonzero(np.where(pairs.user >= 0, locked[pairs.user], False) == confirm)
    return found


def check_one_split(plans: Sequence[Plan]) -> None:
    """DataError unless all are of one data set and one split: rows of others cannot be paired."""
    first = plans[0]
    for plan in plans[1:]:
        if plan.dataset.fingerprint() != first.dataset.fingerprint():
            raise DataError("sentence.other_data")
        one, two = first.settings.split.as_now, plan.settings.split.as_now
        if one != two and dataclasses.replace(one, history=two.history) == two:
            raise DataError("sentence.two_histories", one=one.history, two=two.history)
        if one != two:
            raise DataError(
                "sentence.two_splits",
                one=one.name,
                one_seed=one.seed,
                two=two.name,
                two_seed=two.seed,
            )
        if not same_parts(plan, first):
            raise DataError("sentence.split_of_before", split=plan.settings.split.name)


def same_parts(one: Plan, other: Plan) -> bool:
    """True when both plans have the very same rows in every part."""
    if one.settings.split == other.settings.split:
        return True
    parts = [(getattr(one.rows.split, part), getattr(other.rows.split, part)) for part in PARTS]
    return all(np.array_equal(mine, others) for mine, others in parts)


def best_fed(plans: Sequence[Plan]) -> Plan:
    """The plan with the most train rows: baselines may count what the best-fed variant could."""
    return max(plans, key=lambda plan: len(plan.rows.train))


def compared(
    plan: Plan,
    part: str,
    pairs: Pairs,
    sides: Sequence[Side],
    *,
    metric: str = "gauc_rows",
    sesoi: float = 0.0,
    confirm: bool = False,
    explore: bool = False,
    rules: Mapping[str, Floats] | None = None,
    seed: int = 0,
) -> Comparison:
    """The first side is the control. confirm: only the locked users; else only the others.

    pairs: rows of the part, or for ndcg@10 the candidates of each user. explore: variants and
    baselines as one family, corrected for the rate of false discoveries only. rules: scores of the
    baselines on the pairs, where they are known already.
    """
    choose("metric of a comparison", metric, METRICS)
    if len(sides) < 2:
        raise SettingsError("sentence.two_sides")
    locked = locked_users(plan.dataset)
    kept = judged_rows(locked, pairs, confirm)
    mine = pairs.take(kept)
    if rules is None:
        rules = baseline_scores(plan.dataset, plan.rows.split, part, pairs, plan.rows.train)
    everyone = {side.name: side.runs[:, kept] for side in sides}
    everyone |= {RULE + name: scores[None, kept] for name, scores in rules.items()}
    ground = ground_of(metric, mine)
    found = estimates(ground, mine, everyone, seed)
    names = [side.name for side in sides]
    control, others = names[0], names[1:]
    every_rule = [RULE + name for name in rules]
    tested = tests(ground, found, [(one, control) for one in others], seed)
    against = tests(ground, found, [(o, r) for o in names for r in every_rule], seed)
    explored = tests(ground, found, [(r, control) for r in every_rule], seed)
    if explore:
        tested, explored = discovered(tested, explored)
    return Comparison(
        metric=metric,
        part=part,
        control=control,
        control_value=found[control].value,
        users=len(ground.users),
        locked=int(locked.sum()),
        known=len(locked),
        variants=judged(tested, found, sesoi),
        baselines={name: found[RULE + name].value for name in rules},
        sesoi=sesoi,
        seeds=min((len(side.runs) for side in sides if side.tuned), default=0),
        correction="Benjamini-Hochberg" if explore else "Holm" if metric == POOLED else "max-T",
        intervals={name.removeprefix(RULE): one.interval for name, one in found.items()},
        of_runs={name: found[name].runs for name in names},
        against={(a, b.removeprefix(RULE)): one for (a, b), one in against.items()},
        explored=judged(explored, found, sesoi) if explore else (),
        history=plan.settings.split.history,
    )


def tests(
    ground: JudgedUsers, found: Mapping[str, Estimate], pairs: Sequence[tuple[str, str]], seed: int
) -> dict[tuple[str, str], Contrast]:
    """(one, other) -> one - other, all of them as one family."""
    if not pairs:
        return {}
    users = len(ground.users)
    values = np.array([found[one].value - found[other].value for one, other in pairs])
    if users < MIN_USERS:
        return dict(zip(pairs, unsaid(values, users), strict=True))
    draws = np.array([found[one].draws - found[other].draws for one, other in pairs])
    p = None
    if ground.metric != POOLED:
        table = np.array([by_user(found[one]) - by_user(found[other]) for one, other in pairs])
        p = flip_p(table, ground.weights, seed)
    runs = [max(len(found[one].runs), len(found[other].runs)) for one, other in pairs]
    every = zip(pairs, of_draws(values, draws, users, p), runs, strict=True)
    return {pair: dataclasses.replace(one, runs=number) for pair, one, number in every}


def by_user(one: Estimate) -> Floats:
    """(users,) the metric of each user."""
    return np.zeros(0) if one.by_user is None else one.by_user


def discovered(
    *families: Mapping[tuple[str, str], Contrast],
) -> list[dict[tuple[str, str], Contrast]]:
    """The same contrasts, corrected for the rate of false discoveries in all of them together."""
    every = [one.p for family in families for one in family.values() if one.p is not None]
    adjusted = iter(benjamini_hochberg(every))
    return [
        {
            pair: one if one.p is None else dataclasses.replace(one, p_adjusted=next(adjusted))
            for pair, one in family.items()
        }
        for family in families
    ]


def judged(
    family: Mapping[tuple[str, str], Contrast], found: Mapping[str, Estimate], sesoi: float
) -> tuple[Judged, ...]:
    """Each contrast with its word."""
    return tuple(
        Judged(
            name=name.removeprefix(RULE),
            value=found[name].value,
            contrast=one,
            verdict=verdict_of(one, sesoi),
        )
        for (name, _), one in family.items()
    )
