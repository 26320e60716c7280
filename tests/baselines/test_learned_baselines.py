"""Learned baselines: against slow versions by hand and the library, on planted tastes, unleaked."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from promptrec.baselines import ease, factors, forget, knn, user_knn
from promptrec.baselines.catalogue import BASELINES, collaborative
from promptrec.baselines.histories import histories_of
from promptrec.baselines.means import DAMPING
from promptrec.baselines.past import past_of
from promptrec.baselines.run import baseline_scores
from promptrec.data.dataset import About, Dataset
from promptrec.data.evidence import als
from promptrec.data.evidence.foldin import user_vectors
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.metrics.auc import auc
from promptrec.metrics.probability import ece
from promptrec.records import Pairs
from promptrec.settings import SplitSettings

LEARNED = tuple(name for name in collaborative() if BASELINES[name].learned)
KEPT = (
    knn.likeness,
    factors.als_factors,
    factors.bpr_factors,
    user_knn.others_of,
    ease.weights,
)


def tastes(users=60, items=40, n=1500, seed=0, implicit=False):
    """Two kinds of users and of items: each user likes the items of its own kind."""
    rng = np.random.default_rng(seed)
    user, item = rng.integers(0, users, n), rng.integers(0, items, n)
    same = user % 2 == item % 2
    if implicit:
        kept = same | (rng.random(n) < 0.1)
        user, item, same = user[kept], item[kept], same[kept]
    rating = np.where(same, 5.0, 1.0) + rng.integers(-1, 2, len(user)) * 0.5
    columns = {"user": user, "item": item, "label": (rating >= 4) * 1.0}
    if implicit:
        columns["label"] = np.ones(len(user))
    else:
        columns["rating"] = rating
    names = [f"i{code}" for code in range(items)]
    return Dataset(
        About(name="tastes", rating_scale=None if implicit else (0.5, 5.5)),
        users=pd.DataFrame(index=[f"u{code}" for code in range(users)]),
        items=pd.DataFrame({"title": names}, index=names),
        interactions=pd.DataFrame(columns),
        implicit=implicit,
    )


def renamed_users(data, seed=1):
    """The same data with the users in another order."""
    place = np.random.default_rng(seed).permutation(len(data.users))
    rows = data.interactions.assign(user=place[data.user])
    return dataclasses.replace(data, interactions=rows), place


def pair(user, item, row=-1):
    one = [np.array([value]) for value in (user, item, row)]
    return Pairs(*one, np.array([np.nan]), np.array([np.nan]), np.array([False]))


def worth(name, data, pairs, fit_rows, visible=None, seed=0):
    seen = np.ones(len(data.label), bool) if visible is None else visible
    past = past_of(data, fit_rows, View(seen, data.when))
    return BASELINES[name].worth(past, pairs, past.view.moments(pairs), seed)


@pytest.fixture(scope="module")
def planted():
    data = tastes()
    return data, make_split(data, SplitSettings())


@pytest.mark.parametrize("name", LEARNED)
def test_the_planted_taste_is_found(planted, name):
    data, split = planted
    pairs = pairs_of(data, split.test)
    scores = baseline_scores(data, split, "test", pairs, split.train, [name])
    assert auc(pairs.label, scores[name]) > 0.95
    assert ece(pairs.label, scores[name]) < 0.2  # fitted on older rows, so it may say too little


@pytest.mark.parametrize("name", LEARNED)
def test_likes_alone_are_enough(name):
    data = tastes(implicit=True, n=2500)
    split = make_split(data, SplitSettings())
    pairs = pairs_of(data, split.test)
    scores = baseline_scores(data, split, "test", pairs, split.train, [name])
    wanted = pairs.user % 2 == pairs.item % 2
    assert auc(wanted, scores[name]) > 0.95


@pytest.mark.parametrize("name", LEARNED)
def test_a_user_without_fit_rows_is_known_by_the_history(planted, name):
    data, _ = planted
    others = np.flatnonzero(data.user != 3)
    liked = data.item[(data.user == 3) & (data.label > 0)]
    new = [item for item in range(40) if item not in set(data.item[data.user == 3])]
    found = np.array([worth(name, data, pair(3, item), others)[0] for item in new])
    assert auc(np.array(new) % 2 == liked[0] % 2, found) == 1.0


@pytest.mark.parametrize("name", LEARNED)
def test_who_a_user_is_called_changes_no_bit(planted, name):
    data, split = planted
    other, place = renamed_users(data)
    pairs = pairs_of(data, split.test)
    same = dataclasses.replace(pairs, user=place[pairs.user])
    assert (worth(name, data, pairs, split.train) == worth(name, other, same, split.train)).all()


@pytest.mark.parametrize("name", LEARNED)
def test_learning_again_gives_the_same_bits(planted, name):
    data, split = planted
    pairs = pairs_of(data, split.test)
    first = worth(name, data, pairs, split.train)
    for kept in KEPT:
        kept.cache_clear()
    assert (first == worth(name, data, pairs, split.train)).all()


@pytest.mark.parametrize("name", LEARNED)
def test_rows_of_the_user_at_the_moment_or_later_change_nothing(planted, name):
    data, split = planted
    row = int(split.test[7])
    before = worth(name, data, pairs_of(data, np.array([row])), split.train)
    later = (np.arange(len(data.label)) >= row) & ~np.isin(np.arange(len(data.label)), split.train)
    changed = data.interactions.copy()
    changed.loc[later, "rating"] = 6.0 - changed.loc[later, "rating"]
    changed["label"] = (changed["rating"] >= 4) * 1.0
    other = dataclasses.replace(data, interactions=changed)
    assert (before == worth(name, other, pairs_of(other, np.array([row])), split.train)).all()


def test_without_history_every_user_gets_the_same(planted):
    data, split = planted
    nothing = np.zeros(len(data.label), bool)
    for name in LEARNED:
        one, two = (worth(name, data, pair(u, 5), split.train, nothing) for u in (0, 1))
        assert one == two, name
    assert worth("als", data, pair(0, 5), split.train, nothing) == 0.0


def test_without_fit_rows_every_item_gets_the_same(planted):
    data, _ = planted
    for name in LEARNED:
        found = {worth(name, data, pair(0, i), np.zeros(0, np.int64))[0] for i in range(4)}
        assert len(found) == 1, name


def test_item_knn_is_the_formula_written_out(planted):
    data, split = planted
    fit = split.train[:400]
    test = pairs_of(data, split.test[:12])
    newest = {(u, i): r for u, i, r in zip(data.user[fit], data.item[fit], fit, strict=True)}
    value = {at: float(data.interactions["rating"][row]) for at, row in newest.items()}
    mean = sum(value.values()) / len(value)

    def damped(numbers):
        return sum(numbers) / (len(numbers) + DAMPING)

    item = {i: damped([v - mean for (_, j), v in value.items() if j == i]) for i in range(40)}
    user = {
        u: damped([v - mean - item[i] for (w, i), v in value.items() if w == u]) for u in range(60)
    }
    left = {(u, i): v - mean - item[i] - user[u] for (u, i), v in value.items()}

    def like(i, j):
        both = [u for u in range(60) if (u, i) in left and (u, j) in left]
        dot = sum(left[u, i] * left[u, j] for u in both)
        size = [sum(v * v for (_, at), v in left.items() if at == k) ** 0.5 for k in (i, j)]
        return 0.0 if i == j else dot / (size[0] * size[1]) * len(both) / (len(both) + 20)

    wanted = []
    for u, i, row in zip(test.user, test.item, test.row, strict=True):
        history = [r for r in range(row) if data.user[r] == u]
        above = [data.interactions["rating"][r] - mean - item[data.item[r]] for r in history]
        own = damped(above)
        near = [like(i, data.item[r]) for r in history]
        top = sum(s * (a - own) for s, a in zip(near, above, strict=True))
        wanted.append(mean + item[i] + own + top / (sum(map(abs, near)) + 1))
    assert worth("item_knn", data, test, fit) == pytest.approx(wanted, abs=1e-9)


def histories(data, rows):
    view = View(np.ones(len(data.label), bool), data.when)
    past = past_of(data, np.zeros(0, np.int64), view)
    pairs = pairs_of(data, rows)
    found = histories_of(past, pairs, view.moments(pairs))
    return found, data.label[found.rows] > 0


def test_the_users_of_als_are_those_of_the_library():
    data = tastes(n=300, items=300)  # hardly any pair twice: the library knows no repetition
    rows = np.arange(len(data.label))
    model = factors.als_factors(data, rows.tobytes(), 0)
    found, liked = histories(data, rows[-20:])
    library = AlternatingLeastSquares(
        factors=factors.FACTORS, regularization=als.ALS_RIDGE, num_threads=1
    )
    library.item_factors = model.vectors.astype(np.float32)
    ours = user_vectors(found, liked, model.target)
    signs = np.where(liked, als.CONFIDENCE, -als.CONFIDENCE)
    table = sparse.csr_matrix(found.matrix(signs), dtype=np.float32)
    with threadpool_limits(1):
        theirs = library.recalculate_user(np.arange(len(ours)), table)
    assert ours == pytest.approx(theirs, abs=1e-4)


def test_the_users_of_bpr_minimise_the_bound_over_every_triple():
    rng = np.random.default_rng(0)
    data = tastes(n=60, users=4, items=9)
    vectors, bias, drawn = rng.normal(size=(9, 3)), rng.normal(size=9), rng.integers(1, 5, 9) * 1.0
    target = factors.bpr_target(vectors, bias, drawn, 0.05)
    found, liked = histories(data, np.array([59]))
    left, right = 1e-6 * np.eye(3), np.zeros(3)
    for item in found.items[liked]:
        left += 0.05 * np.eye(3)
        for other in range(9):
            share = drawn[other] / drawn.sum()
            apart = vectors[item] - vectors[other]
            left += share * np.outer(apart, apart) / 4
            right += share * apart * (0.5 - (bias[item] - bias[other]) / 4)
    wanted = np.linalg.solve(left, right)
    assert user_vectors(found, liked, target)[0] == pytest.approx(wanted, abs=1e-9)


def test_what_was_learned_is_forgotten_whole_and_learned_again_the_same() -> None:
    data = tastes()
    split = make_split(data, SplitSettings(name="random"))
    pairs = pairs_of(data, split.valid)
    first = baseline_scores(data, split, "valid", pairs, split.train)
    assert all(kept in forget.LEARNED for kept in KEPT)
    assert all(kept.cache_info().currsize for kept in KEPT)
    forget.forget_learned()
    assert not any(kept.cache_info().currsize for kept in forget.LEARNED)
    again = baseline_scores(data, split, "valid", pairs, split.train)
    for name, scores in first.items():
        np.testing.assert_array_equal(again[name], scores, err_msg=name)
