"""stack: against scikit-learn, without a look at the label, with numbers that are missing."""

import dataclasses

import numpy as np
import pytest
from data_strategies import small
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from test_learned_baselines import renamed_users, tastes

from promptrec.baselines import crossfit, stack
from promptrec.baselines.calibrate import RIDGE, fit
from promptrec.baselines.catalogue import BASELINES, Baseline, names_for, singles
from promptrec.baselines.fitting import dealt
from promptrec.baselines.past import past_of
from promptrec.baselines.run import baseline_scores, worths
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.metrics.auc import auc
from promptrec.settings import SplitSettings

COUNTS = [BASELINES[name] for name in ("popularity", "item_mean", "user_mean")]


@pytest.fixture(scope="module")
def planted():
    data = tastes()
    return data, make_split(data, SplitSettings())


def past_in(data, split, part="valid"):
    return past_of(data, split.train, split.view(part), split.view("train"))


def of_rules(rules, data, split, rows=None):
    past, pairs = past_in(data, split), pairs_of(data, split.valid if rows is None else rows)
    return stack.of_rules(rules, past, pairs, past.view.moments(pairs), 0)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(20, 200), st.integers(1, 6), st.floats(0, 30))
def test_the_weights_are_those_of_scikit_learn(seed, rows, numbers, strength):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, numbers))
    x[:, -1] += x[:, 0]  # rules say nearly the same
    label = (strength * x[:, 0] + rng.logistic(size=rows) > 0) * 1.0
    label[:2] = 0.0, 1.0
    found = fit(x, label)
    library = LogisticRegression(C=1 / (RIDGE * rows), tol=1e-10, max_iter=10_000)
    library.fit(x, label)
    wanted = np.concatenate((library.intercept_, library.coef_[0]))
    assert found == pytest.approx(wanted, abs=1e-4 * max(1.0, abs(wanted).max()))


def test_it_weighs_every_baseline_but_chance_and_itself(planted):
    data, _ = planted
    weighed = {one.name for one in stack.weighed(data)}
    assert weighed == set(names_for(data)) - {"random", "stack"}
    assert singles(names_for(data)) == tuple(n for n in names_for(data) if n != "stack")


def test_two_rules_that_know_different_things_are_better_together(planted):
    data, split = planted
    rules = [BASELINES[name] for name in ("item_knn", "user_knn", "popularity", "like_share")]
    pairs = pairs_of(data, split.valid)
    together = auc(pairs.label, of_rules(rules, data, split))
    alone = worths(past_in(data, split), pairs, ["like_share", "popularity"])
    assert together > 0.95 > max(auc(pairs.label, one) for one in alone.values())


def test_every_second_user_of_a_file_may_be_of_one_taste():
    """Dealt in the order of the file, each half of the users would be of another one."""
    data = turns(2)
    split = make_split(data, SplitSettings())
    sample, pairs = crossfit.fit_sample(past_in(data, split), 0), pairs_of(data, split.valid)
    found = baseline_scores(data, split, "valid", pairs, split.train, ["item_knn", "als", "stack"])
    for name, score in found.items():
        assert auc(sample.pairs.label, sample.worth(BASELINES[name])) > 0.7
        assert auc(pairs.label, score) > 0.8
        assert np.log1p(np.exp(-np.where(pairs.label > 0, score, -score))).mean() < 0.6


@pytest.mark.parametrize("folds", [2, 3])
def test_no_fold_is_every_second_or_third_user(folds):
    data = turns(folds)
    found = dealt(data, np.arange(len(data.user)), folds)
    for fold in range(folds):
        assert len(set((np.flatnonzero(found == fold) % folds).tolist())) == folds


def turns(groups, users=60, items=24):
    """Users of one taste at every second (third) place; each likes the items of the same turn."""
    rng = np.random.default_rng(0)
    rows = [
        (user, item, at)
        for user in range(users)
        for at, item in enumerate(rng.permutation(items)[:16].tolist())
    ]
    user, item, when = map(list, zip(*rows, strict=True))
    liked = [int(one % groups == other % groups) for one, other in zip(user, item, strict=True)]
    return small(user, item, when, liked)


def test_the_folds_of_some_users_are_those_of_all(planted):
    """So halves of two of three folds are these two, and whoever comes later changes nothing."""
    data = turns(2)
    every = np.arange(len(data.user))
    three = dealt(data, every, 3)
    others = every[three[data.user] != 0]
    assert set(np.bincount(three)) == {20}
    halves = dealt(data, others, 2)
    assert np.array_equal(halves >= 0, three > 0)
    assert len({(int(one), int(two)) for one, two in zip(halves, three, strict=True)}) == 3


def test_few_rows_find_no_weights_that_hold_nowhere_else():
    rng = np.random.default_rng(0)
    taste, noise = rng.normal(size=(2, 1200, 1)), rng.normal(size=(1200, 20))
    label = (taste[0, :, 0] + 2 * rng.logistic(size=1200) > 0) * 1.0
    numbers = np.hstack((taste[0], noise))
    few, rest = slice(0, 100), slice(100, None)
    held = stack.combined(numbers[few], label[few])
    loose = dataclasses.replace(held, weights=fit(held.inputs(numbers[few]), label[few]))

    def loss(found):
        score = found.log_odds(numbers[rest])
        return np.log1p(np.exp(-np.where(label[rest] > 0, score, -score))).mean()

    assert loss(held) < 0.75 < loss(loose) - 0.1


def memory(past, pairs, when, seed):
    """The label of a fit row that it has seen, else noise."""
    known = np.isin(pairs.row, past.fit_rows)
    noise = np.random.default_rng(seed).random(len(pairs))
    return np.where(known, past.dataset.label[pairs.row], noise)


def test_no_number_has_seen_the_label_that_it_is_weighed_by(planted):
    data, split = planted
    learned = Baseline(name="memory", worth=memory, learned=True)
    sample = crossfit.fit_sample(past_in(data, split), 0)
    assert abs(auc(sample.pairs.label, sample.worth(learned)) - 0.5) < 0.1
    leaking = dataclasses.replace(learned, learned=False)  # the test can fail
    assert auc(sample.pairs.label, sample.worth(leaking)) == 1.0
    with_it = of_rules([*COUNTS, learned], data, split)
    assert with_it == pytest.approx(of_rules(COUNTS, data, split), abs=0.4)


def test_fit_rows_are_seen_as_they_were_and_not_as_the_part_sees_them(planted):
    data, _ = planted
    split = make_split(data, SplitSettings(name="cold_user"))
    rules = [BASELINES["like_share"], BASELINES["user_mean"]]
    combination = stack.combination(tuple(rules), crossfit.fit_sample(past_in(data, split), 0))
    train = past_of(data, split.train, split.view("train"))
    same = stack.combination(tuple(rules), crossfit.fit_sample(train, 0))
    assert combination is same and (combination.spread > 0.01).all()


def patchy(past, pairs, when, seed):
    """The user's kind, known for every other item only."""
    kind = np.where(pairs.user % 2 == pairs.item % 2, 1.0, -1.0)
    return np.where(pairs.item % 4 < 2, kind, np.nan)


def test_a_missing_number_counts_as_the_mean_and_is_told(planted):
    data, split = planted
    found = of_rules([*COUNTS, Baseline(name="patchy", worth=patchy)], data, split)
    pairs = pairs_of(data, split.valid)
    there = pairs.item % 4 < 2
    assert np.isfinite(found).all()
    assert auc(pairs.label[there], found[there]) > 0.95 > auc(pairs.label[~there], found[~there])
    numbers = np.array([[1.0], [np.nan], [-1.0], [np.nan]] * 2000)
    model = stack.combined(numbers, np.tile([1.0, 1.0, 0.0, 1.0], 2000))
    yes, no, missing = model.log_odds(np.array([[1.0], [-1.0], [np.nan]]))
    assert yes > 2 and missing > 2 and no < -2  # that it is missing says a like


def test_without_both_classes_or_any_row_nothing_is_said(planted):
    data, split = planted
    likes = dataclasses.replace(data, interactions=data.interactions.assign(label=1.0))
    assert not of_rules(COUNTS, likes, split).any()
    empty = dataclasses.replace(split, train=np.zeros(0, np.int64))
    assert not of_rules(COUNTS, data, empty).any()


def test_who_a_user_is_called_and_what_else_is_asked_change_nothing(planted):
    data, split = planted
    rules = [*COUNTS, BASELINES["item_knn"]]
    other, place = renamed_users(data)
    past, pairs = past_of(other, split.train, split.view("valid")), pairs_of(data, split.valid)
    same = dataclasses.replace(pairs, user=place[pairs.user])
    found = of_rules(rules, data, split)
    named = stack.of_rules(rules, past, same, past.view.moments(same), 0)
    assert found == pytest.approx(named, abs=1e-12)
    assert of_rules(rules, data, split, split.valid[:3]) == pytest.approx(found[:3], abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("implicit", [False, True])
def test_the_stack_of_all_rules_is_calibrated_as_it_is(implicit):
    data = tastes(n=2500, implicit=implicit)
    split = make_split(data, SplitSettings())
    pairs = pairs_of(data, split.test)
    past = past_in(data, split, "test")
    scores = baseline_scores(data, split, "test", pairs, split.train, ["stack"])["stack"]
    assert (scores == worths(past, pairs, ["stack"])["stack"]).all()
    wanted = pairs.label if not implicit else pairs.user % 2 == pairs.item % 2
    assert auc(wanted, scores) > 0.95
