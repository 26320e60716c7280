"""Vectors of users and items in time: what they must not know, and that they point the same way."""

import dataclasses
import itertools

import numpy as np
import pytest
from data_strategies import small

from promptrec.counted import FACTORS
from promptrec.data.dataset import Dataset
from promptrec.data.evidence.als import ALS_RIDGE, CONFIDENCE
from promptrec.data.evidence.factors import FIRST, Factors, ends, evened
from promptrec.data.history import Histories
from promptrec.data.moments import NOW

USERS, ITEMS = 40, 24


def tastes(rows: int = 900, seed: int = 0) -> Dataset:
    """Users of two kinds who like items of their kind; two rows in each moment."""
    rng = np.random.default_rng(seed)
    users = rng.integers(0, USERS, rows).tolist()
    items = rng.integers(0, ITEMS, rows).tolist()
    same = [user % 2 == item % 2 for user, item in zip(users, items, strict=True)]
    liked = [int(one) if rng.random() < 0.9 else 1 - int(one) for one in same]
    return small(users, items, [at // 2 for at in range(rows)], liked)


def all_rows(data: Dataset) -> np.ndarray:
    return np.arange(len(data.interactions))


def both(data: Dataset, rows: np.ndarray, when: int, opinions: bool = True) -> tuple:
    """Everybody's vectors and everything's at a moment, to the bit."""
    factors = Factors(data, rows, opinions)
    users, items = np.arange(-1, USERS), np.arange(ITEMS)
    found = factors.users(users, np.full(len(users), when), Histories(data), None)
    things = factors.items(items, np.full(ITEMS, when))
    return (found.values, found.known, things.values, things.known)


def same(one: tuple, other: tuple) -> bool:
    return all(np.array_equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def relabelled(data: Dataset, rows: np.ndarray) -> Dataset:
    """The other label in these rows."""
    table = data.interactions.copy()
    column = table.columns.get_loc("label")
    table.iloc[rows, column] = 1 - table.iloc[rows, column]
    changed = dataclasses.replace(data, interactions=table)
    assert not np.array_equal(changed.label, data.label)
    return changed


@pytest.mark.parametrize("when", [30, 99, 200, 449])
def test_labels_of_the_moment_and_after_it_change_nothing_and_older_ones_do(when: int) -> None:
    data = tastes()
    now = both(data, all_rows(data), when)
    assert now[1].any() and now[3].any()
    assert same(
        now, both(relabelled(data, np.flatnonzero(data.when >= when)), all_rows(data), when)
    )
    older = np.flatnonzero(data.when < when)
    assert not same(now, both(relabelled(data, older[: len(older) // 2]), all_rows(data), when))


def test_rows_that_are_newer_do_not_even_move_what_was_known_before() -> None:
    data = tastes()
    older = np.flatnonzero(data.when < 300)
    assert same(both(data, all_rows(data), 200), both(data, older, 200))


def test_who_met_what_alone_knows_no_opinion_but_the_users_own() -> None:
    data = tastes()
    flipped = relabelled(data, all_rows(data))
    users, known, items, met = both(data, all_rows(data), NOW, opinions=False)
    own, _, others, _ = both(flipped, all_rows(data), NOW, opinions=False)
    assert np.array_equal(items, others) and met.all() and known[1:].all()
    assert not np.array_equal(users, own)


def test_a_user_is_the_least_squares_of_the_own_history() -> None:
    data = tastes()
    factors = Factors(data, all_rows(data), True)
    found = factors.users(np.array([7]), np.array([NOW]), Histories(data), None)
    stage = factors._stage(len(factors._ends) - 1)
    rows = np.flatnonzero(data.user == 7)
    z, liked = stage.vectors[data.item[rows]], data.label[rows] > 0
    left = stage.vectors.T @ stage.vectors + ALS_RIDGE * np.eye(FACTORS)
    left += (CONFIDENCE - 1) * z.T @ z
    wanted = np.linalg.solve(left, CONFIDENCE * z[liked].sum(axis=0))
    assert np.allclose(found.values, evened(wanted[None], stage.of_user))


def test_what_is_asked_beside_it_changes_no_bit_of_a_vector() -> None:
    data = tastes()
    factors, histories = Factors(data, all_rows(data), True), Histories(data)
    users, when = data.user[200:], data.when[200:]
    together = factors.users(users, when, histories, None).values
    alone = [
        factors.users(users[[at]], when[[at]], histories, None).values[0]
        for at in range(0, 700, 97)
    ]
    assert np.array_equal(together[::97], np.array(alone)[: len(together[::97])])


def test_nobody_and_what_nobody_met_are_unknown() -> None:
    data = tastes()
    factors, histories = Factors(data, all_rows(data), True), Histories(data)
    assert not factors.users(np.array([-1]), np.array([NOW]), histories, None).known.any()
    assert not factors.items(np.array([3, 3]), np.array([0, FIRST // 2 - 1])).known.any()
    nobody = factors.users(np.array([5]), np.array([NOW]), histories, np.zeros(900, bool))
    assert not nobody.known.any() and not nobody.values.any()
    nothing = Factors(data, np.zeros(0, np.int64), True)
    assert not nothing.items(np.arange(ITEMS), np.full(ITEMS, NOW)).known.any()


def test_the_stages_point_the_same_way_and_like_goes_with_like() -> None:
    data = tastes()
    factors = Factors(data, all_rows(data), True)
    at = [factors.items(np.arange(ITEMS), np.full(ITEMS, when)).values for when in (250, 350, NOW)]
    for one, other in itertools.pairwise(at):
        turned = (one * other).sum(axis=1) / np.linalg.norm(one, axis=1)
        assert (turned / np.linalg.norm(other, axis=1)).mean() > 0.8
    kinds = at[-1] @ at[-1].T
    alike = (np.arange(ITEMS)[:, None] - np.arange(ITEMS)) % 2 == 0
    assert kinds[alike].mean() > kinds[~alike].mean() + 1
    users = factors.users(np.arange(USERS), np.full(USERS, NOW), Histories(data), None).values
    liked = np.arange(USERS)[:, None] % 2 == np.arange(ITEMS) % 2
    said = users @ at[-1].T
    assert said[liked].mean() > said[~liked].mean() + 1


def test_vectors_are_never_longer_than_one() -> None:
    data = tastes()
    for values in both(data, all_rows(data), NOW)[::2]:
        assert ((values**2).mean(axis=1) < 1).all()


def test_a_stage_ends_before_a_moment_that_is_there() -> None:
    assert ends(np.zeros(0, np.int64)).tolist() == []
    assert ends(np.zeros(500, np.int64)).tolist() == [1]
    found = ends(np.arange(200))
    assert found.tolist()[:2] == [50, 63] and found[-1] == 200
    assert np.isin(found[:-1], ends(np.arange(400))).all()
