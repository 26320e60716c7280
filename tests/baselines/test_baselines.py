"""Baselines: by hand, without leakage, in the same past as prompts, and fast."""

import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptrec.baselines.calibrate import log_odds
from promptrec.baselines.catalogue import BASELINES, names_for
from promptrec.baselines.means import DAMPING
from promptrec.baselines.past import SumsBefore, past_of
from promptrec.baselines.run import (
    as_ratings,
    baseline_reports,
    baseline_scores,
    worths,
)
from promptrec.data.dataset import About, Dataset
from promptrec.data.history import Histories
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of
from promptrec.data.split import Split, make_split
from promptrec.data.statistics import ItemStatistics
from promptrec.errors import SettingsError
from promptrec.metrics.auc import auc
from promptrec.records import Pairs
from promptrec.settings import SplitSettings

COUNTED = tuple(name for name, entry in BASELINES.items() if not entry.learned)

WEIGHED = ("content", "stack")  # these need real weights


def dataset_from(user, item, rating=None, timestamp=None, implicit=False):
    user, item = np.asarray(user), np.asarray(item)
    columns = {"user": user, "item": item}
    if rating is not None:
        columns |= {"label": (np.asarray(rating) >= 4) * 1.0, "rating": np.asarray(rating, float)}
    else:
        columns |= {"label": np.ones(len(user))}
    if timestamp is not None:
        columns["timestamp"] = timestamp
    items = [f"i{code}" for code in range(int(item.max()) + 3)]
    return Dataset(
        About(name="made", rating_scale=(1.0, 5.0) if rating is not None else None),
        users=pd.DataFrame(index=[f"u{code}" for code in range(int(user.max()) + 1)]),
        items=pd.DataFrame({"title": items}, index=items),
        interactions=pd.DataFrame(columns),
        implicit=implicit,
    )


def everything_visible(dataset, train, test):
    seen = np.ones(len(dataset.interactions), bool)
    nothing = np.zeros(0, np.int64)
    visible = {"train": seen, "valid": seen, "test": seen}
    moments = dict.fromkeys(visible, dataset.when)
    return Split("made", np.asarray(train), nothing, np.asarray(test), visible, moments)


@st.composite
def datasets(draw):
    n = draw(st.integers(4, 30))
    rows = st.lists(st.integers(0, 3), min_size=n, max_size=n)
    ratings = st.lists(st.integers(1, 5), min_size=n, max_size=n)
    times = draw(st.none() | st.lists(st.integers(0, 8), min_size=n, max_size=n))
    return dataset_from(draw(rows), draw(rows), draw(ratings), times)


def worth(name, dataset, pairs, fit_rows, visible):
    past = past_of(dataset, fit_rows, View(visible, dataset.when))
    return BASELINES[name].worth(past, pairs, past.view.moments(pairs), 0)


def test_the_means_by_hand():
    data = dataset_from([0, 0, 1, 1, 0], [0, 1, 0, 1, 2], [5, 3, 1, 4, 5])
    fit = np.arange(4)
    seen = np.ones(5, bool)
    pairs = pairs_of(data, np.array([4])).take(np.array([0, 0]))
    pairs.item[1] = 0  # the same moment, another item
    mean = 13 / 4
    user = (8 - 2 * mean) / (2 + DAMPING)
    item = (6 - 2 * mean) / (2 + DAMPING)
    found = {name: worth(name, data, pairs, fit, seen).tolist() for name in COUNTED}
    assert found["user_mean"] == pytest.approx([mean + user] * 2)
    assert found["item_mean"] == pytest.approx([mean, mean + item])
    assert found["user_item_mean"] == pytest.approx([mean + user, mean + user + item])
    assert found["popularity"] == pytest.approx([0, math.log(3)])
    share = (1 + DAMPING * 0.5) / (2 + DAMPING)  # one like of two; half of the fit rows liked
    assert found["like_share"] == pytest.approx([math.log(share / (1 - share))] * 2)


@settings(deadline=None)
@given(datasets(), st.data())
def test_what_a_row_rates_and_what_comes_later_changes_no_score(data, draw):
    n = len(data.interactions)
    row = draw.draw(st.integers(0, n - 1))
    changed = data.interactions.copy()
    later = data.when >= data.when[row]
    rng = np.random.default_rng(draw.draw(st.integers(0, 99)))
    changed.loc[later, "rating"] = rng.integers(1, 6, later.sum()).astype(float)
    changed["label"] = (changed["rating"] >= 4) * 1.0
    other = Dataset(data.about, data.users, data.items, changed)
    rows, seen = np.arange(n), np.ones(n, bool)
    for name in COUNTED:
        pair = pairs_of(data, np.array([row]))
        assert worth(name, data, pair, rows, seen) == worth(name, other, pair, rows, seen), name


@settings(deadline=None)
@given(datasets(), st.data())
def test_the_past_is_the_past_of_the_prompts(data, draw):
    n = len(data.interactions)
    seen = np.array(draw.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    rows = np.arange(n)
    past = past_of(data, rows[seen], View(seen, data.when))
    liked, number = past.liked_by_user(data.user, data.when)
    histories = Histories(data)
    for row in range(n):
        history = histories.before(int(data.user[row]), int(data.when[row]), seen)
        assert (liked[row], number[row]) == (data.label[history].sum(), len(history))
    statistics = ItemStatistics(data, rows[seen])
    by_item = SumsBefore(data.item[seen], data.when[seen], data.label[seen])
    for moment in (data.when, np.full(n, np.iinfo(np.int64).max)):
        wanted = statistics.counts(data.item, moment)
        found = by_item(data.item, moment)
        assert [each.tolist() for each in found] == [each.tolist() for each in wanted]


def test_rows_outside_the_fit_rows_and_outside_the_visible_rows_are_never_counted():
    data = dataset_from([0, 0, 0, 1], [0, 0, 0, 0], [5, 5, 1, 3])
    pair = pairs_of(data, np.array([3]))
    hidden = np.array([False, False, True, True])
    assert worth("popularity", data, pair, np.array([0]), hidden) == math.log(2)
    own = pairs_of(data, np.array([2]))
    nothing_seen = np.zeros(4, bool)
    assert worth("user_mean", data, own, np.array([0, 1]), nothing_seen) == 5.0  # overall mean
    assert worth("user_mean", data, own, np.array([0, 1]), hidden) == 5.0


def test_without_any_past_there_is_the_middle_of_the_scale():
    data = dataset_from([0, 1], [0, 1], [5, 1])
    pair = pairs_of(data, np.array([0]))
    for name in ("item_mean", "user_mean", "user_item_mean"):
        assert worth(name, data, pair, np.zeros(0, np.int64), np.ones(2, bool)) == 3.0
    assert worth("like_share", data, pair, np.zeros(0, np.int64), np.ones(2, bool)) == 0.0


def test_a_pair_without_a_row_sees_everything():
    data = dataset_from([0, 0], [0, 1], [5, 5])
    pair = Pairs(*(np.array([v]) for v in (0, 0, -1)), *(np.array([np.nan]),) * 2, np.array([True]))
    assert worth("popularity", data, pair, np.arange(2), np.ones(2, bool)) == math.log(2)


def made(n=4000, users=80, items=60, seed=0):
    """Ratings with a true user and item effect, in the order of time."""
    rng = np.random.default_rng(seed)
    user, item = rng.integers(0, users, n), rng.integers(0, items, n)
    taste, worth_of = rng.normal(size=users), rng.normal(size=items)
    rating = np.clip(np.round(3.5 + taste[user] + worth_of[item] + rng.normal(size=n)), 1, 5)
    return dataset_from(user, item, rating, np.arange(n))


@pytest.fixture(scope="module")
def judged():
    data = made()
    split = make_split(data, SplitSettings())
    return data, split, pairs_of(data, split.test)


def test_every_baseline_scores_every_pair_and_knowing_more_helps(judged):
    data, split, pairs = judged
    scores = baseline_scores(data, split, "test", pairs, split.train, COUNTED)
    assert tuple(scores) == COUNTED
    areas = {name: auc(pairs.label, score) for name, score in scores.items()}
    assert abs(areas["random"] - 0.5) < 0.1
    assert areas["user_item_mean"] > max(areas["user_mean"], areas["item_mean"])
    assert min(areas["user_mean"], areas["item_mean"], areas["like_share"]) > 0.6


def test_reports_are_on_the_same_scale_as_a_variants(judged):
    data, split, pairs = judged
    reports = baseline_reports(data, split, "test", pairs, split.train, COUNTED)
    knowing, random = reports["user_item_mean"].metrics, reports["random"].metrics
    assert knowing["log_loss"].value < random["log_loss"].value < 0.75
    assert knowing["ece"].value < 0.1
    assert 0 < knowing["mae"].value < 1
    assert "mae" not in random
    past = past_of(data, split.train, split.view("test"))
    ratings = as_ratings(worths(past, pairs, COUNTED), past)
    assert set(ratings) == {"item_mean", "user_mean", "user_item_mean"}
    assert all(one.min() >= 1 and one.max() <= 5 for one in ratings.values())


def test_the_same_seed_gives_the_same_scores_and_only_random_uses_it(judged):
    data, split, pairs = judged
    first, again, other = (
        baseline_scores(data, split, "test", pairs, split.train, COUNTED, seed)
        for seed in (1, 1, 2)
    )
    for name in COUNTED:
        assert (first[name] == again[name]).all()
        assert (first[name] == other[name]).all() == (name != "random")


def test_implicit_feedback_keeps_the_baselines_that_say_something():
    rng = np.random.default_rng(0)
    data = dataset_from(rng.integers(0, 30, 600), rng.zipf(1.5, 600) % 40, implicit=True)
    split = make_split(data, SplitSettings())
    pairs = pairs_of(data, split.test)
    names = names_for(data)
    every = "random popularity content item_knn user_knn als ease bpr stack"
    assert names == tuple(every.split())
    without = [name for name in names if name not in WEIGHED]
    scores = baseline_scores(data, split, "test", pairs, split.train, without)
    assert auc(pairs.label, scores["popularity"]) > 0.7
    past = past_of(data, split.train, split.view("test"))
    assert as_ratings(worths(past, pairs, without), past) == {}


def test_a_split_without_train_rows_still_scores():
    data = dataset_from([0, 0, 1], [0, 1, 1], [5, 1, 4])
    split = everything_visible(data, np.zeros(0, np.int64), np.arange(3))
    names = [name for name in BASELINES if name not in WEIGHED]
    scores = baseline_scores(data, split, "test", pairs_of(data, split.test), split.train, names)
    assert all(np.isfinite(score).all() for score in scores.values())


def test_an_unknown_baseline_lists_the_known(judged):
    data, split, pairs = judged
    with pytest.raises(SettingsError, match=r"no baseline median.*random, popularity"):
        baseline_scores(data, split, "test", pairs, split.train, names=["median"])


@given(
    st.lists(st.tuples(st.integers(-5, 5).map(float), st.booleans()), min_size=1, max_size=30),
    st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=10),
)
def test_calibration_never_changes_the_order(rows, numbers):
    worth_of, label = (np.array(column, float) for column in zip(*rows, strict=True))
    there = np.array(numbers)
    found = log_odds(there, worth_of, label)
    assert np.isfinite(found).all()
    assert (np.sign(found[:, None] - found) == np.sign(there[:, None] - there)).all()


def test_calibration_finds_the_slope_that_made_the_labels():
    rng = np.random.default_rng(0)
    x = rng.normal(size=20_000)
    label = (rng.random(20_000) < 1 / (1 + np.exp(-(0.5 + 1.5 * x)))) * 1.0
    found = log_odds(np.array([0.0, 1.0]), x, label)
    assert found == pytest.approx([0.5, 2.0], abs=0.06)


def test_100_000_rows_take_seconds():
    data = made(100_000, users=700, items=9000)
    split = make_split(data, SplitSettings())
    pairs = pairs_of(data, np.arange(100_000))
    started = time.perf_counter()
    names = [name for name in COUNTED if not BASELINES[name].slow]
    baseline_scores(data, split, "test", pairs, split.train, names)
    assert time.perf_counter() - started < 10
