"""Groups of users: values, refusals, and a p-value that holds."""

import numpy as np
import pytest

from promptrec.metrics.groups import group_gaps, user_sums, value_sums

NAMES = ("a", "b", "c")


def test_a_planted_gap_is_found_and_named():
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 40)
    values = rng.normal(0, 1, 120) + 2.0 * (group == 1)
    found = group_gaps(value_sums(values), group, NAMES)
    assert (found.highest, found.p) == ("b", 1 / 2001)
    assert found.gap == pytest.approx(found.groups["b"].value - found.groups[found.lowest].value)
    assert found.groups["b"].low > found.groups[found.lowest].high


def test_groups_under_20_users_are_refused():
    group = np.array([0] * 30 + [1] * 30 + [2] * 19)
    found = group_gaps(value_sums(np.arange(79.0)), group, NAMES)
    assert set(found.groups) == {"a", "b"}
    assert found.refused == {"c": 19}
    alone = group_gaps(value_sums(np.arange(30.0)), group[:30], NAMES)
    assert (alone.gap, alone.p, list(alone.groups)) == (None, None, ["a"])


def test_users_without_a_value_or_a_group_do_not_count():
    values = np.array([1.0] * 20 + [np.nan] * 5 + [3.0] * 20)
    group = np.array([0] * 25 + [1] * 19 + [-1])
    found = group_gaps(value_sums(values), group, NAMES)
    assert found.users == {"a": 20}
    assert found.refused == {"b": 19}


def test_a_group_s_value_is_over_rows_not_over_users():
    sums = user_sums(np.array([0, 0, 0, 1]), np.array([1.0, 1.0, np.nan, 0.0]), 2)
    assert sums.tolist() == [[2, 2], [0, 1]]


def test_without_a_real_gap_the_p_value_is_below_5_percent_about_5_percent_of_the_time():
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], 20)
    found = [
        group_gaps(value_sums(rng.normal(size=60)), group, NAMES, resamples=0, seed=at).p
        for at in range(100)
    ]
    assert sum(p <= 0.05 for p in found) <= 12  # the 99.7 % limit of 100 draws at .05
