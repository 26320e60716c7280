"""Which variant wins for which users: planted effects are found, chance is not taken for one."""

import dataclasses
from itertools import combinations

import numpy as np
import pytest

from promptrec.compare import sides as compared_sides
from promptrec.compare.contrasts import Versus, contrasts
from promptrec.compare.estimates import METRICS, POOLED, estimates, ground_of
from promptrec.compare.groups import HISTORY, classes, groups_by, history_groups
from promptrec.compare.judging import Sides
from promptrec.compare.sides import Side
from promptrec.compare.winners import winners
from promptrec.data.fieldwords import Groups
from promptrec.data.locked import locked_users
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.model.planning import plan_for
from promptrec.records import SideId
from promptrec.settings import RunSettings, SplitSettings

STRONG = 2.5  # how much higher liked rows stand, in standard deviations of the noise


@pytest.fixture(scope="module")
def plan(many_folder):
    """160 users with 10 rows each, 112 of whom are not locked."""
    settings = RunSettings(
        dataset=str(many_folder),
        template="{item.title}",
        model="tiny",
        method="none",
        split=SplitSettings(small_users="test"),
    )
    return plan_for(open_dataset(str(many_folder)), settings)[0]


def halves(plan):
    """Users of even and of odd code; every tenth is in no group, four are one of their own."""
    codes = np.arange(len(plan.dataset.users))
    group = codes % 2
    group[codes % 10 == 9] = -1
    unlocked = np.flatnonzero(~locked_users(plan.dataset) & (group >= 0))
    group[unlocked[:4]] = 2
    return Groups("user.side", ("even", "odd", "rare"), group)


def judged(plan, **gains):
    """Sides whose scores know the label of even users so much and of odd users so much."""
    pairs = plan.pairs("valid")
    rng = np.random.default_rng(5)
    sides = []
    for name, (even, odd) in gains.items():
        gain = np.where(pairs.user % 2 == 0, even, odd)
        sides.append(Side(name, rng.normal(size=len(pairs)) + gain * pairs.label))
    return Sides("valid", plan, pairs, tuple(sides), len(pairs))


def test_each_group_has_the_winner_that_was_planted_and_the_bad_one_wins_nowhere(plan):
    found = winners(
        judged(plan, a=(STRONG, 0.0), b=(0.0, STRONG), c=(-STRONG, -STRONG)),
        "gauc_rows",
        halves(plan),
    )
    assert [(one.name, one.winner) for one in found.groups] == [("even", "a"), ("odd", "b")]
    assert set(found.dominated) == {"c"}
    assert not found.dominates("a", "b") and not found.dominates("b", "a")
    assert found.dominates("a", "c") and found.better_in("a", "c") == ("even", "odd")


def test_a_variant_that_is_better_for_all_dominates_the_others(plan):
    found = winners(judged(plan, a=(0.0, 0.0), b=(STRONG, STRONG)), "uauc", halves(plan))
    assert [one.winner for one in found.groups] == ["b", "b"]
    assert found.dominated == {"a": "b"}


def test_equal_variants_win_nowhere_and_are_not_dominated(plan):
    found = winners(judged(plan, a=(1.0, 1.0), b=(1.0, 1.0)), "gauc_rows", halves(plan))
    assert [one.winner for one in found.groups] == ["", ""]
    assert all(one.open and one.open != (one.best,) for one in found.groups)
    assert found.dominated == {}


def test_a_variant_with_a_higher_value_anywhere_is_not_dominated(plan):
    one = judged(plan, a=(STRONG, 0.2), b=(0.0, 0.0))
    found = winners(one, "gauc_rows", halves(plan))
    assert found.dominated == {"b": "a"}
    # the same, with b better for three of the odd: by value, not beyond chance
    first, second = one.sides
    odd = one.pairs.user % 2 == 1
    few = np.isin(one.pairs.user, (31, 51, 71, 91))
    scores = np.where(odd, first.scores + 9.0 * few * one.pairs.label, second.scores)
    other = dataclasses.replace(one, sides=(first, dataclasses.replace(second, scores=scores)))
    found = winners(other, "gauc_rows", halves(plan))
    even, odd_group = found.groups
    assert even.winner == "a" and not odd_group.winner and odd_group.best == "b"
    assert found.dominated == {}


def test_small_groups_are_refused_and_users_without_a_group_are_counted(plan):
    found = winners(judged(plan, a=(1.0, 1.0), b=(1.0, 1.0)), "gauc_rows", halves(plan))
    everybody = winners(
        judged(plan, a=(1.0, 1.0), b=(1.0, 1.0)),
        "gauc_rows",
        Groups("all", ("all",), np.zeros(160, np.int64)),
    )
    assert 0 < found.refused["rare"] <= 4 and found.ungrouped > 0
    inside = sum(one.users for one in found.groups)
    assert inside + found.refused["rare"] + found.ungrouped == everybody.groups[0].users


@pytest.mark.parametrize("metric", METRICS)
def test_one_group_of_all_users_says_what_the_comparison_says(plan, metric):
    rows = judged(plan, a=(0.0, 0.0), b=(1.0, 1.0), c=(0.5, 0.5))
    everybody = Groups("all", ("all",), np.zeros(160, np.int64))
    found = winners(rows, metric, everybody).groups[0]
    kept = np.flatnonzero(~locked_users(plan.dataset)[rows.pairs.user])
    pairs = rows.pairs.take(kept)
    ground = ground_of(metric, pairs)
    values = estimates(ground, pairs, {SideId(one.name): one.runs[:, kept] for one in rows.sides})
    family = compared_sides.tests(ground, values, list(combinations(values, 2)))
    assert {(one.name, other.name): own for (one, other), own in family.items()} == {
        pair: own for pair, own in found.contrasts.items() if pair[0] < pair[1]
    }


def test_more_groups_make_every_test_stricter(plan):
    rows = judged(plan, a=(0.0, 0.0), b=(0.6, 0.6))
    users = np.arange(160)
    few, many = (
        winners(rows, "gauc_rows", Groups("x", tuple("ABC"[:count]), users % count)).groups
        for count in (1, 3)
    )
    alone = [one.contrasts["b", "a"] for one in many]
    assert all(one.p_adjusted >= one.p for one in alone)
    assert few[0].contrasts["b", "a"].p_adjusted == few[0].contrasts["b", "a"].p
    assert any(one.p_adjusted > one.p for one in alone)


def test_chance_makes_a_winner_in_no_more_than_one_of_twenty_comparisons(plan):
    pairs = plan.pairs("valid")
    groups = Groups("x", ("A", "B", "C"), np.arange(160) % 3)
    told = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        sides = tuple(Side(name, rng.normal(size=len(pairs))) for name in "abc")
        found = winners(Sides("valid", plan, pairs, sides, len(pairs)), "uauc", groups)
        told += bool(found.dominated) or any(one.winner for one in found.groups)
    assert told <= 5  # 2 are expected; more than 5 have a chance of 1 in 100


def test_users_of_other_groups_do_not_move_a_difference(plan):
    rows = judged(plan, a=(0.0, 0.0), b=(1.0, -1.0))
    found = {one.name: one for one in winners(rows, "uauc", halves(plan)).groups}
    even = winners(rows, "uauc", dataclasses.replace(halves(plan), names=("even",))).groups[0]
    assert found["even"].contrasts["b", "a"].difference == even.contrasts["b", "a"].difference
    assert found["even"].values == even.values


def test_thirds_of_what_is_known_are_named_by_their_numbers_and_cold_users_stand_apart():
    names, group = classes(np.array([0, 0, 1, 2, 3, 4, 5, 60]))
    assert names == ("0", "1–2", "3–4", "5–60") and group.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert classes(np.array([7, 7, 7]))[0] == ("7",)
    assert classes(np.zeros(0, np.int64))[0] == ()
    assert classes(np.array([0, 0]))[0] == ("0",)


def test_groups_by_history_hold_every_judged_user_once(plan):
    rows = judged(plan, a=(0.0, 0.0), b=(1.0, 1.0))
    found = history_groups(rows)
    unlocked = ~locked_users(plan.dataset)
    judged_users = np.unique(rows.pairs.user[unlocked[rows.pairs.user]])
    assert np.flatnonzero(found.group >= 0).tolist() == judged_users.tolist()
    assert groups_by(rows, HISTORY).names == found.names
    with pytest.raises(DataError, match="user"):
        groups_by(rows, "user.nothing")


def test_nothing_is_tested_where_nothing_is_asked(plan):
    assert contrasts([]) == []
    rows = judged(plan, a=(0.0, 0.0), b=(1.0, 1.0))
    ground = ground_of(POOLED, rows.pairs)
    found = estimates(ground, rows.pairs, {one.name: one.runs for one in rows.sides})
    (alone,) = contrasts([Versus(ground, found["b"], found["a"])])
    assert alone.difference == pytest.approx(found["b"].value - found["a"].value)
