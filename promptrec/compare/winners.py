"""Which variant is the best one for which users, and which is the best one for nobody.

Each group of users is judged by itself; all differences of all pairs of variants in all groups are
one family of tests. A variant wins in a group where it beats every other one there beyond chance.
It is dominated (Pareto, over groups) by another one that is no worse by value in any group and
better beyond chance in at least one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from promptrec.compare.contrasts import Versus, contrasts
from promptrec.compare.estimates import Estimate, JudgedUsers, estimates, ground_of
from promptrec.compare.judging import Sides
from promptrec.compare.rows import judged_rows
from promptrec.compare.sides import check_numbers, check_sides, correction_of
from promptrec.compare.significance import Contrast
from promptrec.compare.verdict import verdict_of
from promptrec.data.fieldwords import Groups
from promptrec.data.locked import locked_users
from promptrec.metrics.bootstrap import MIN_USERS
from promptrec.records import Floats, Interval, Ints, Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChoice:
    """One group of users with what every variant is worth to them."""

    name: str
    users: int  # that count in the metric
    values: Mapping[str, Interval]  # by the id of the variant
    contrasts: Mapping[tuple[str, str], Contrast]  # (one, other) -> one - other, both ways

    @property
    def best(self) -> str:
        """The variant with the highest value."""
        return max(self.values, key=lambda one: self.values[one].value)

    @property
    def open(self) -> tuple[str, ...]:
        """Whom the best does not beat beyond chance, the nearest first."""
        others = [one for one in self.values if one != self.best and not self.beats(self.best, one)]
        return tuple(sorted(others, key=lambda one: -self.values[one].value))

    @property
    def winner(self) -> str:
        """The best, where it beats every other variant; "" where that cannot be told."""
        return "" if self.open else self.best

    def beats(self, one: str, other: str) -> bool:
        """True when a difference is beyond chance, corrected for all groups and variants."""
        return verdict_of(self.contrasts[one, other], 0.0) == "better"


@dataclass(frozen=True, slots=True, kw_only=True)
class Winners:
    """A comparison read by groups of users."""

    by: str  # a field of users, or `groups.HISTORY`
    metric: str
    part: str
    variants: tuple[str, ...]  # ids
    groups: tuple[GroupChoice, ...]  # of 20 users or more that count
    refused: Mapping[str, int] = field(default_factory=dict)  # smaller groups with their users
    ungrouped: int = 0  # users that count and are in no group
    correction: str = "max-T"

    @property
    def dominated(self) -> dict[str, str]:
        """Variants that are the choice for nobody, each with the one that beats it most often."""
        above = {
            one: [other for other in self.variants if self.dominates(other, one)]
            for one in self.variants
        }
        return {
            one: max(others, key=lambda other: len(self.better_in(other, one)))
            for one, others in above.items()
            if others
        }

    def dominates(self, one: str, other: str) -> bool:
        """True when one is worse nowhere by value, and better somewhere beyond chance."""
        if one == other:
            return False
        worse = any(group.values[one].value < group.values[other].value for group in self.groups)
        return not worse and bool(self.better_in(one, other))

    def better_in(self, one: str, other: str) -> tuple[str, ...]:
        """The groups in which one beats the other beyond chance."""
        return tuple(group.name for group in self.groups if group.beats(one, other))


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What is known of one group before anything is tested."""

    name: str
    ground: JudgedUsers
    found: Mapping[str, Estimate]


def winners(judged: Sides, metric: str, groups: Groups, seed: int = 0) -> Winners:
    """The variants of a comparison by groups of users: those who are not locked, on test those.

    Groups with fewer than 20 users that count are left out and named. SettingsError as `compared`.
    """
    check_sides(metric, judged.sides, rules=0)
    kept = judged_rows(locked_users(judged.plan.dataset), judged.pairs, judged.part == "test")
    pairs = judged.pairs.take(kept)
    scores = {side.name: side.runs[:, kept] for side in judged.sides}
    check_numbers(scores)
    place = np.where(pairs.user >= 0, groups.group[pairs.user], -1)
    every = [
        judgement(name, metric, pairs, scores, np.flatnonzero(place == at), seed)
        for at, name in enumerate(groups.names)
    ]
    told = [one for one in every if len(one.ground.users) >= MIN_USERS]
    sizes = {one.name: len(one.ground.users) for one in every if one not in told}
    return Winners(
        by=groups.field,
        metric=metric,
        part=judged.part,
        variants=tuple(scores),
        groups=choices(told, seed),
        refused={name: users for name, users in sizes.items() if users},
        ungrouped=len(ground_of(metric, pairs.take(np.flatnonzero(place < 0))).users),
        correction=correction_of(metric, explore=False),
    )


def judgement(
    name: str, metric: str, pairs: Pairs, scores: Mapping[str, Floats], at: Ints, seed: int
) -> Judgement:
    """One group, on its rows at these places."""
    mine = pairs.take(at)
    ground = ground_of(metric, mine)
    if len(ground.users) < MIN_USERS:
        return Judgement(name, ground, {})
    return Judgement(
        name,
        ground,
        estimates(ground, mine, {one: own[:, at] for one, own in scores.items()}, seed),
    )


def choices(every: Sequence[Judgement], seed: int) -> tuple[GroupChoice, ...]:
    """All groups with all their tests, which are one family."""
    asked = [
        (at, one, other)
        for at, each in enumerate(every)
        for one, other in combinations(each.found, 2)
    ]
    tested = [
        Versus(every[at].ground, every[at].found[one], every[at].found[other])
        for at, one, other in asked
    ]
    own: list[dict[tuple[str, str], Contrast]] = [{} for _ in every]
    for (at, one, other), contrast in zip(asked, contrasts(tested, seed), strict=True):
        own[at][one, other] = contrast
        own[at][other, one] = contrast.turned
    return tuple(
        GroupChoice(
            name=each.name,
            users=len(each.ground.users),
            values={one: estimate.interval for one, estimate in each.found.items()},
            contrasts=mine,
        )
        for each, mine in zip(every, own, strict=True)
    )
