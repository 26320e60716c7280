"""Variants and baselines on the same rows of the same users, tested against a control.

Locked users (`data.locked`) are not read on valid; confirming reads the test rows of these users
alone. Every baseline is tested too, against every variant, in a family of its own.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.run import known_scores
from promptrec.compare.contrasts import Versus, contrasts
from promptrec.compare.correction import benjamini_hochberg
from promptrec.compare.estimates import METRICS, POOLED, Estimate, JudgedUsers, estimates, ground_of
from promptrec.compare.rows import judged_rows
from promptrec.compare.significance import Contrast, unsaid
from promptrec.compare.verdict import Comparison, Judged, verdict_of
from promptrec.data.locked import locked_users
from promptrec.errors import DataError, SettingsError
from promptrec.examples.plan import Plan
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.metrics.metric import MAIN
from promptrec.records import Floats, Ints, Pairs, SideId
from promptrec.settings import choose

Family = dict[tuple[SideId, SideId], Contrast]  # (one, other) -> one - other


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A variant's scores on the rows."""

    name: str  # the id of the variant, never what people call it
    scores: Floats  # (rows,), or (runs, rows) of runs that differ by their seed alone
    tuned: bool = False  # by training, so that another seed would give other scores

    @property
    def runs(self) -> Floats:
        """(runs, rows)"""
        return np.atleast_2d(self.scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Where the judged rows come from, and how many people there are."""

    part: str  # valid, test, or files
    locked: int  # users that are kept for confirming
    known: int  # users in all
    split: str = ""  # "": the rows are of nobody's split
    history: str = "frozen"


def compared(
    plan: Plan,
    part: str,
    pairs: Pairs,
    sides: Sequence[Side],
    *,
    metric: str = MAIN,
    sesoi: float = 0.0,
    confirm: bool = False,
    explore: bool = False,
    rules: Mapping[str, Floats] | None = None,
) -> Comparison:
    """The first side is the control. pairs: rows, or for ndcg@10 candidates; confirm: only of the
    locked users, else only of the others. explore: variants and baselines as one family, corrected
    for the rate of false discoveries only. rules: scores of the baselines, where they are known.
    """
    locked = locked_users(plan.dataset)
    rules = baselines_of(plan, part, pairs) if rules is None else rules
    people = People(
        part=part,
        locked=int(locked.sum()),
        known=len(locked),
        split=plan.settings.split.name,
        history=plan.settings.split.history,
    )
    kept = judged_rows(locked, pairs, confirm)
    return compared_on(
        people, pairs, sides, rules, kept, metric=metric, sesoi=sesoi, explore=explore
    )


def compared_on(
    people: People,
    pairs: Pairs,
    sides: Sequence[Side],
    rules: Mapping[str, Floats],
    kept: Ints,
    *,
    metric: str = MAIN,
    sesoi: float = 0.0,
    explore: bool = False,
) -> Comparison:
    """As `compared`, on the pairs at the places kept, wherever they come from."""
    if not 0 <= sesoi < math.inf:
        raise SettingsError("sentence.sesoi_range", value=sesoi)
    ground, found = values_of(metric, pairs, sides, rules, kept)
    tested, against, explored = families(ground, found, explore)
    return Comparison(
        metric=metric,
        part=people.part,
        control=sides[0].name,
        control_value=found[SideId(sides[0].name)].value,
        users=len(ground.users),
        locked=people.locked,
        known=people.known,
        variants=judged(tested, found, sesoi),
        baselines={one.name: own.value for one, own in found.items() if one.baseline},
        sesoi=sesoi,
        seeds=min((len(side.runs) for side in sides if side.tuned), default=0),
        correction=correction_of(metric, explore),
        intervals={one: own.interval for one, own in found.items()},
        of_runs={one.name: own.runs for one, own in found.items() if not one.baseline},
        against=against,
        explored=judged(explored, found, sesoi),
        split=people.split,
        history=people.history,
    )


def values_of(
    metric: str,
    pairs: Pairs,
    sides: Sequence[Side],
    rules: Mapping[str, Floats],
    kept: Ints,
) -> tuple[JudgedUsers, dict[SideId, Estimate]]:
    """Who counts, and what every side is worth by its id, on the pairs at the places kept."""
    check_sides(metric, sides, len(rules))
    scores = {SideId(side.name): side.runs[:, kept] for side in sides}
    scores |= {SideId(name, True): own[None, kept] for name, own in rules.items()}
    check_numbers({one.name: own for one, own in scores.items()})
    mine = pairs.take(kept)
    ground = ground_of(metric, mine)
    return ground, estimates(ground, mine, scores)


def baselines_of(plan: Plan, part: str, pairs: Pairs) -> dict[str, Floats]:
    """Every baseline on the pairs; learned ones take some seconds. plan: what they may count."""
    return known_scores(plan, part, pairs)


def check_sides(metric: str, sides: Sequence[Side], rules: int) -> None:
    """SettingsError for what cannot be compared: two sides of one id would share their numbers.

    A single side is held against the rules alone.
    """
    choose("metric of a comparison", metric, METRICS)
    if len({side.name for side in sides}) < len(sides) or len(sides) + rules < 2:
        raise SettingsError("sentence.two_sides")


def check_numbers(scores: Mapping[str, Floats]) -> None:
    """DataError for a side with a score that is no number: its p would be, and spoil all others."""
    broken = next((name for name, own in scores.items() if np.isnan(own).any()), None)
    if broken is not None:
        raise DataError("sentence.side_no_number", name=broken)


def correction_of(metric: str, explore: bool) -> str:
    """How p-values are corrected for many."""
    if explore:
        return "Benjamini-Hochberg"
    return "Holm" if metric == POOLED else "max-T"


def families(
    ground: JudgedUsers, found: Mapping[SideId, Estimate], explore: bool
) -> tuple[Family, dict[tuple[str, str], Contrast], Family]:
    """Variants against the control, variants against baselines, baselines against the control.

    The last while exploring alone; it is then corrected together with the first.
    """
    control, *others = names = [one for one in found if not one.baseline]
    rules = [one for one in found if one.baseline]
    tested = tests(ground, found, [(one, control) for one in others])
    beside = tests(ground, found, [(one, rule) for one in names for rule in rules])
    against = {(one.name, rule.name): own for (one, rule), own in beside.items()}
    if not explore:
        return tested, against, {}
    explored = tests(ground, found, [(rule, control) for rule in rules])
    tested, explored = discovered(tested, explored)
    return tested, against, explored


def tests(
    ground: JudgedUsers,
    found: Mapping[SideId, Estimate],
    pairs: Sequence[tuple[SideId, SideId]],
    seed: int = 0,
) -> Family:
    """(one, other) -> one - other, all of them as one family."""
    if not pairs:
        return {}
    if len(ground.users) < MIN_USERS:
        values = np.array([found[one].value - found[other].value for one, other in pairs])
        return dict(zip(pairs, unsaid(values, len(ground.users)), strict=True))
    tested = [Versus(ground, found[one], found[other]) for one, other in pairs]
    return dict(zip(pairs, contrasts(tested, seed), strict=True))


def discovered(*families: Family) -> list[Family]:
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


def judged(family: Family, found: Mapping[SideId, Estimate], sesoi: float) -> tuple[Judged, ...]:
    """Each contrast with its word."""
    return tuple(
        Judged(
            name=side.name,
            value=found[side].value,
            contrast=one,
            verdict=verdict_of(one, sesoi),
        )
        for (side, _), one in family.items()
    )
