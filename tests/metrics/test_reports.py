"""Reports: intervals by users, and that they are honest."""

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptrec.metrics import auc as aucs
from promptrec.metrics import classification, probability, rating
from promptrec.metrics.bootstrap import user_weights
from promptrec.metrics.metric import ROW_METRICS
from promptrec.metrics.ranking import RANKING_METRICS, ndcg
from promptrec.metrics.report import ranking_report, row_report
from promptrec.metrics.rows import row_statistics


def made(users=60, rows_each=8, seed=0, signal=1.0):
    rng = np.random.default_rng(seed)
    user = np.repeat(np.arange(users), rows_each)
    label = (rng.random(len(user)) < 0.5).astype(float)
    return user, label, rng.normal(size=len(user)) + signal * label


def plain(name, user, label, score):
    for module in (aucs, classification, probability):
        if hasattr(module, name):
            metric = getattr(module, name)
            return (
                metric(user, label, score)
                if name.endswith("uauc") or "gauc" in name
                else metric(label, score)
            )
    raise AssertionError(name)


def test_a_report_holds_every_row_metric_with_the_value_of_its_plain_function():
    user, label, score = made()
    given_rating = label * 4 + 1
    report = row_report(user, label, score, rating=given_rating, expected_rating=score)
    assert tuple(report.metrics) == tuple(ROW_METRICS)
    for name, found in report.metrics.items():
        if name in ("mae", "rmse"):
            wanted = getattr(rating, name)(given_rating, score)
        else:
            wanted = plain(name, user, label, score)
        assert found.value == pytest.approx(wanted, abs=1e-12)
        assert found.low < found.value < found.high or name == "ece"
    assert (report.rows, report.users) == (480, 60)
    assert report.classes["liked"]["rows"] == label.sum()


def test_without_ratings_there_is_no_mae():
    user, label, score = made()
    assert "mae" not in row_report(user, label, score, resamples=10).metrics
    nothing = np.full(len(label), np.nan)
    report = row_report(user, label, score, rating=nothing, expected_rating=score, resamples=10)
    assert "mae" not in report.metrics


def test_rows_without_label_are_left_out_and_rows_without_rating_only_from_mae():
    user, label, score = made()
    label[:8] = math.nan  # the whole first user
    ratings = np.where(np.arange(len(label)) % 2, 3.0, math.nan)
    report = row_report(
        user, label, score, rating=ratings, expected_rating=np.full(len(label), 5.0), resamples=50
    )
    assert (report.rows, report.users) == (472, 59)
    assert report.metrics["mae"].value == 2.0


def test_the_report_says_how_many_users_have_both_classes():
    user, label, score = made()
    label[user < 25] = 1.0
    report = row_report(user, label, score, resamples=20)
    both = sum(0 < label[user == one].mean() < 1 for one in range(60))
    assert both < 40
    assert report.users_counted["uauc"] == report.users_counted["gauc_rows"] == both
    assert report.users_counted["auc"] == 60


def test_under_20_users_there_are_no_bounds():
    found = row_report(*made(users=19)).metrics["auc"]
    assert (found.low, found.high) == (None, None)
    assert row_report(*made(users=20)).metrics["auc"].low is not None
    user, label, score = made(users=60)
    label[user < 45] = 1.0  # at most 15 users have both classes
    metrics = row_report(user, label, score).metrics
    assert metrics["uauc"].low is None
    assert metrics["auc"].low is not None


def test_the_same_seed_gives_the_same_interval_and_users_may_be_named_anyhow():
    user, label, score = made()
    first = row_report(user, label, score, seed=3)
    names = np.array([f"u{one:03d}" for one in user])
    assert row_report(names, label, score, seed=3).metrics == first.metrics
    assert row_report(user, label, score, seed=4).metrics["auc"] != first.metrics["auc"]


def test_a_nan_score_makes_every_metric_nan_without_bounds():
    user, label, score = made()
    score[5] = math.nan
    report = row_report(user, label, score)
    assert all(math.isnan(one.value) and one.low is None for one in report.metrics.values())
    assert report.classes["liked"]["rows"] == label.sum()


def test_no_rows_is_a_report_of_nans():
    report = row_report([], [], [])
    assert report.rows == report.users == 0
    assert all(math.isnan(one.value) for one in report.metrics.values())
    assert math.isnan(ranking_report([]).metrics["ndcg@10"].value)


def test_an_infinite_loss_has_no_bounds():
    user, label, score = made()
    score[0], label[0] = math.inf, 0.0
    found = row_report(user, label, score).metrics["log_loss"]
    assert (found.value, found.low) == (math.inf, None)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_a_weighted_statistic_is_the_metric_of_the_rows_written_out(seed, tied):
    user, label, score = made(users=6, rows_each=4, seed=seed)
    score = np.round(score) if tied else score
    weights = next(iter(user_weights(6, 1, seed)))
    drawn = np.repeat(np.arange(len(user)), weights[0, user].astype(int))
    # a user drawn twice is two users for the means over users
    copy = np.concatenate([np.arange(int(weights[0, user[i]])) for i in range(len(user))])
    names = user[drawn] * 10 + copy
    for name, statistic in row_statistics(user, label, score).items():
        wanted = plain(name, names, label[drawn], score[drawn])
        assert statistic(weights)[0] == pytest.approx(wanted, abs=1e-9, nan_ok=True), name


def test_the_draws_do_not_depend_on_the_size_of_the_blocks(monkeypatch):
    whole = np.concatenate(list(user_weights(7, 30, 1)))
    monkeypatch.setattr("promptrec.metrics.bootstrap._CELLS", 14)
    assert (np.concatenate(list(user_weights(7, 30, 1))) == whole).all()
    assert (whole.sum(axis=1) == 7).all()


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    from scipy.stats import norm

    truth = norm.cdf(1 / math.sqrt(2))  # P(liked score > disliked score)
    held = 0
    for seed in range(100):
        found = row_report(*made(users=80, seed=seed), resamples=300).metrics["auc"]
        held += found.low <= truth <= found.high
    assert 87 <= held <= 100


def test_rows_of_one_user_that_agree_widen_the_interval():
    user, label, score = made(users=40, rows_each=1, seed=2)
    one = row_report(user, label, score).metrics["auc"]
    many = row_report(*(np.repeat(each, 50) for each in (user, label, score))).metrics["auc"]
    assert many.high - many.low == pytest.approx(one.high - one.low, rel=0.1)


def test_a_ranking_report_is_the_mean_over_users_with_something_relevant():
    rng = np.random.default_rng(0)
    rankings = [(rng.normal(size=30), np.arange(30) < u % 3) for u in range(60)]
    report = ranking_report(rankings, 5)
    assert set(report.metrics) == {f"{name}@5" for name in RANKING_METRICS}
    wanted = np.nanmean([ndcg(scores, relevant, 5) for scores, relevant in rankings])
    found = report.metrics["ndcg@5"]
    assert found.value == pytest.approx(wanted)
    assert found.low < found.value < found.high
    assert report.users == 60
    assert report.users_counted["ndcg@5"] == 40


def test_a_broken_ranking_is_nan_in_the_mean():
    rankings = [(np.array([math.nan, 1.0]), np.array([True, False]))] * 30
    assert math.isnan(ranking_report(rankings).metrics["hr@10"].value)


def test_100_000_rows_take_seconds():
    user, label, score = made(users=5000, rows_each=20)
    started = time.perf_counter()
    row_report(user, label, score)
    assert time.perf_counter() - started < 30
