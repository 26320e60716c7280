"""Are groups of users served alike? A mean per group, and whether the largest gap is chance.

A measure comes as two numbers a user, sum and weight (for example right rows and all rows), so that
a group's value is the sum over its users of the first over that of the second. Groups with fewer
than 20 users that count are refused: their numbers would be about persons, not about a group.
The p-value shuffles which user belongs to which group (Good 2005, "Permutation, parametric and
bootstrap tests of hypotheses", chapter 3), so that it holds for any number of groups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.metrics.bootstrap import MIN_USERS, RESAMPLES, intervals
from promptrec.metrics.checks import ratio, sums_by
from promptrec.metrics.statistic import Additive, mean_of
from promptrec.records import Floats, Interval, Ints

SHUFFLES = 2000
CELLS = 2_000_000  # users times shuffles held at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """One measure by group."""

    groups: Mapping[str, Interval]  # with 20 users or more
    users: Mapping[str, int]  # that count, of every group that is named above
    refused: Mapping[str, int]  # groups with fewer users, and how many they have
    gap: float | None = None  # largest minus smallest value; None with fewer than two groups
    highest: str = ""
    lowest: str = ""
    p: float | None = None  # how often shuffled groups are as far apart


def user_sums(user: Ints, values: Floats, users: int) -> Floats:
    """(users, 2) sum and number of a row measure; rows with nan do not count."""
    known = ~np.isnan(values)
    return np.column_stack(
        (sums_by(user[known], values[known], users), sums_by(user[known], known[known], users))
    )


def value_sums(values: Floats) -> Floats:
    """(users, 2) of a measure that each user has one of; nan does not count."""
    known = ~np.isnan(values)
    return np.column_stack((np.where(known, values, 0.0), known.astype(np.float64)))


def group_gaps(
    sums: Floats, group: Ints, names: Sequence[str], *, resamples: int = RESAMPLES, seed: int = 0
) -> Gaps:
    """One measure by group.

    sums: (users, 2). group: (users,) place in names, -1 for a user in none. Users of weight 0 do
    not count.
    """
    counted = (sums[:, 1] > 0) & (group >= 0)
    sums, group = sums[counted], group[counted]
    sizes = np.bincount(group, minlength=len(names))
    kept = [at for at in range(len(names)) if sizes[at] >= MIN_USERS]
    values = {
        names[at]: interval_of(sums[group == at], resamples=resamples, seed=seed) for at in kept
    }
    refused = {names[at]: int(sizes[at]) for at in range(len(names)) if 0 < sizes[at] < MIN_USERS}
    users = {names[at]: int(sizes[at]) for at in kept}
    if len(kept) < 2:
        return Gaps(groups=values, users=users, refused=refused)
    inside = np.isin(group, kept)
    place = np.searchsorted(kept, group[inside])
    found = float(gaps_of(sums[inside], place[None, :], len(kept))[0])
    return Gaps(
        groups=values,
        users=users,
        refused=refused,
        gap=found,
        highest=max(values, key=lambda name: values[name].value),
        lowest=min(values, key=lambda name: values[name].value),
        p=shuffled_p(sums[inside], place, len(kept), found, seed),
    )


def interval_of(sums: Floats, *, resamples: int, seed: int) -> Interval:
    """The value of one group with its interval over its users."""
    statistic = Additive(sums, mean_of, len(sums))
    return intervals({"value": statistic}, len(sums), resamples=resamples, seed=seed)["value"]


def shuffled_p(sums: Floats, group: Ints, groups: int, found: float, seed: int) -> float:
    """(1 + shuffles with a gap as large) / (1 + shuffles)."""
    rng = np.random.default_rng(seed)
    as_large, block = 0, max(1, min(SHUFFLES, CELLS // max(len(group), 1)))
    for start in range(0, SHUFFLES, block):
        rows = np.tile(group, (min(block, SHUFFLES - start), 1))
        gaps = gaps_of(sums, rng.permuted(rows, axis=1), groups)
        as_large += int((gaps >= found - 1e-12).sum())
    return (1 + as_large) / (1 + SHUFFLES)


def gaps_of(sums: Floats, group: Ints, groups: int) -> Floats:
    """(shuffles,) largest minus smallest value of the groups. group: (shuffles, users)."""
    shuffles = len(group)
    cell = (group + groups * np.arange(shuffles)[:, None]).ravel()
    totals = [sums_by(cell, np.tile(column, shuffles), shuffles * groups) for column in sums.T]
    gaps: Floats = np.ptp(ratio(*totals).reshape(shuffles, groups), axis=1)
    return gaps
