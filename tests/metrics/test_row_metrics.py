"""Row metrics: hand cases, laws, and agreement with scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from sklearn import metrics as oracle
from sklearn.calibration import calibration_curve as oracle_calibration

from promptrec.metrics import classification as cls
from promptrec.metrics.auc import auc, gauc_positives, gauc_rows, uauc, user_auc
from promptrec.metrics.curves import calibration_curve, roc_curve
from promptrec.metrics.probability import brier, ece, log_loss
from promptrec.metrics.rating import mae, rmse

labelled = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([0.0, 1.0]), st.integers(-6, 6).map(float)),
    min_size=1,
    max_size=40,
).map(lambda rows: tuple(np.array(column) for column in zip(*rows, strict=True)))


def close(left, right):
    return left == pytest.approx(right, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("label", "score", "expected"),
    [
        ([0, 1], [1, 2], 1.0),
        ([1, 0], [1, 2], 0.0),
        ([0, 1], [5, 5], 0.5),
        ([0, 1, 0, 1], [1, 2, 3, 4], 0.75),
        ([0, 1, 1], [1, 1, 2], 0.75),
        ([1, 1], [1, 2], math.nan),
        ([], [], math.nan),
        ([0, 1], [1, math.nan], math.nan),
        ([0, 1], [-math.inf, math.inf], 1.0),
    ],
)
def test_auc_by_hand(label, score, expected):
    assert close(auc(label, score), expected)


def test_the_three_user_aucs_by_hand_and_who_counts():
    user = ["a"] * 4 + ["b"] * 2 + ["c"] * 3
    label = [1, 1, 1, 0, 1, 0, 1, 1, 1]  # c has no disliked row
    score = [4, 3, 1, 2, 1, 2, 9, 8, 7]  # a: 2 of 3 pairs, b: 0 of 1
    assert close(uauc(user, label, score), (2 / 3 + 0) / 2)
    assert close(gauc_rows(user, label, score), (4 * 2 / 3 + 2 * 0) / 6)
    assert close(gauc_positives(user, label, score), (3 * 2 / 3 + 1 * 0) / 4)
    by_user = user_auc(user, label, score)
    assert by_user.counted == 2
    assert by_user.counts.tolist() == [True, True, False]


@given(labelled)
def test_each_users_auc_is_the_auc_of_that_users_rows(rows):
    user, label, score = rows
    found = user_auc(user, label, score).auc
    wanted = [auc(label[user == one], score[user == one]) for one in np.unique(user)]
    assert close(found.tolist(), wanted)


@given(labelled)
def test_auc_is_the_share_of_pairs_won_with_ties_one_half(rows):
    _, label, score = rows
    liked, disliked = score[label == 1], score[label == 0]
    won = [float(a > b) + (a == b) / 2 for a in liked for b in disliked]
    assert close(auc(label, score), np.mean(won) if won else math.nan)


@given(labelled)
def test_turning_the_scores_around_turns_every_auc_around(rows):
    user, label, score = rows
    for metric in (uauc, gauc_rows, gauc_positives):
        assert close(metric(user, label, -score), 1 - metric(user, label, score))
    assert close(auc(label, -score), 1 - auc(label, score))


@given(labelled)
def test_with_one_user_all_four_aucs_are_the_same(rows):
    _, label, score = rows
    user = np.zeros(len(label))
    found = [metric(user, label, score) for metric in (uauc, gauc_rows, gauc_positives)]
    assert close(found, [auc(label, score)] * 3)


@given(labelled)
def test_a_constant_score_gives_exactly_one_half(rows):
    user, label, _ = rows
    for metric in (uauc, gauc_rows, gauc_positives):
        found = metric(user, label, np.full(len(label), 0.3))
        assert found == 0.5 or math.isnan(found)


def test_calls_by_hand_and_an_undecided_score_is_not_liked():
    label, score = [1, 1, 1, 0, 0], [2, 0, -1, 1, -3]
    found = cls.confusion(label, score)
    assert found.table == ((1, 2), (1, 1))
    assert close(cls.accuracy(label, score), 2 / 5)
    assert close(cls.precision(label, score), 1 / 2)
    assert close(cls.recall(label, score), 1 / 3)
    assert close(cls.f1(label, score), 2 / 5)
    report = cls.classification_report(label, score)
    assert report["liked"]["rows"] == 3
    assert report["disliked"] == pytest.approx(
        {"precision": 1 / 3, "recall": 1 / 2, "f1": 2 / 5, "rows": 2}
    )


def test_what_cannot_be_counted_is_nan_not_zero():
    assert math.isnan(cls.precision([1, 0], [-1, -1]))
    assert math.isnan(cls.recall([0, 0], [1, -1]))
    assert cls.f1([1, 0], [-1, -1]) == 0.0
    assert math.isnan(cls.f1([0, 0], [-1, -1]))
    assert math.isnan(cls.accuracy([], []))
    assert all(math.isnan(metric([], [])) for metric in (log_loss, brier, ece, mae, rmse))


@pytest.mark.parametrize("metric", [cls.accuracy, cls.precision, cls.f1, log_loss, brier, ece])
def test_a_nan_score_makes_the_metric_nan(metric):
    assert math.isnan(metric([1, 0, 1], [1.0, math.nan, 2.0]))


@pytest.mark.parametrize("metric", [auc, cls.accuracy, log_loss, ece])
@pytest.mark.parametrize("label", [[0.5, 1], [math.nan, 1], [0, 1, 1]])
def test_a_label_that_is_none_or_one_too_many_is_refused(metric, label):
    with pytest.raises(ValueError, match="label"):
        metric(label, [1.0, 2.0])


def test_a_nan_score_has_no_confusion():
    with pytest.raises(ValueError, match="nan"):
        cls.confusion([1], [math.nan])


def test_probability_metrics_by_hand():
    assert close(log_loss([1, 0], [0, 0]), math.log(2))
    assert close(brier([1, 0], [0, 0]), 0.25)
    assert close(log_loss([1], [math.log(3)]), -math.log(0.75))
    assert log_loss([1, 0], [math.inf, -math.inf]) == 0.0
    assert log_loss([0], [math.inf]) == math.inf
    assert log_loss([0], [800.0]) == 800.0  # not clipped
    # probabilities .75, .75 in one bin (1 of 2 liked), .25 in another (0 of 1)
    score = np.log([3, 3, 1 / 3])
    assert close(ece([1, 0, 0], score), 2 / 3 * 0.25 + 1 / 3 * 0.25)
    assert close(ece([1, 0], [0, 0]), 0.0)


@given(labelled)
def test_probability_metrics_stay_in_their_bounds(rows):
    _, label, score = rows
    assert 0 <= ece(label, score) <= 1
    assert ece(label, score) ** 2 <= brier(label, score) + 1e-12  # Jensen, twice
    assert log_loss(label, score) >= 0


def test_rating_errors_by_hand():
    assert mae([1, 5], [2, 2]) == 2.0
    assert close(rmse([1, 5], [2, 2]), math.sqrt(5))


@pytest.fixture(scope="module")
def many():
    """500 rows of 30 users without ties."""
    rng = np.random.default_rng(7)
    label = (rng.random(500) < 0.4).astype(float)
    return rng.integers(0, 30, 500), label, rng.normal(size=500) * 2 + label


def test_agrees_with_scikit_learn(many):
    _, label, score = many
    probability, called = expit(score), score > 0
    pairs = {
        "auc": (auc(label, score), oracle.roc_auc_score(label, score)),
        "accuracy": (cls.accuracy(label, score), oracle.accuracy_score(label, called)),
        "precision": (cls.precision(label, score), oracle.precision_score(label, called)),
        "recall": (cls.recall(label, score), oracle.recall_score(label, called)),
        "f1": (cls.f1(label, score), oracle.f1_score(label, called)),
        "log_loss": (log_loss(label, score), oracle.log_loss(label, probability)),
        "brier": (brier(label, score), oracle.brier_score_loss(label, probability)),
        "mae": (mae(label, score), oracle.mean_absolute_error(label, score)),
        "rmse": (rmse(label, score), oracle.root_mean_squared_error(label, score)),
    }
    for name, (found, wanted) in pairs.items():
        assert close(found, wanted), name


def test_agrees_with_scikit_learn_within_each_user(many):
    user, label, score = many
    areas = [oracle.roc_auc_score(label[user == u], score[user == u]) for u in range(30)]
    rows = np.bincount(user)
    liked = np.bincount(user, weights=label)
    assert close(uauc(user, label, score), np.mean(areas))
    assert close(gauc_rows(user, label, score), np.average(areas, weights=rows))
    assert close(gauc_positives(user, label, score), np.average(areas, weights=liked))


def test_the_report_per_class_agrees_with_scikit_learn(many):
    _, label, score = many
    wanted = oracle.classification_report(label, score > 0, output_dict=True)
    found = cls.classification_report(label, score)
    for name, key in (("liked", "1.0"), ("disliked", "0.0")):
        values = wanted[key]
        assert found[name] == pytest.approx(
            {
                "precision": values["precision"],
                "recall": values["recall"],
                "f1": values["f1-score"],
                "rows": values["support"],
            }
        )
    matrix = oracle.confusion_matrix(label, score > 0, labels=[True, False])
    assert cls.confusion(label, score).table == tuple(map(tuple, matrix.tolist()))


@given(labelled)
def test_the_roc_curve_rises_and_its_area_is_the_auc(rows):
    _, label, score = rows
    curve = roc_curve(label, score)
    if curve is None:
        assert math.isnan(auc(label, score))
        return
    assert close(curve.area, auc(label, score))
    ends = [(rate[0], rate[-1]) for rate in (curve.false_positive_rate, curve.true_positive_rate)]
    assert ends == [(0, 1), (0, 1)]
    assert (np.diff(curve.false_positive_rate) >= 0).all()
    assert (np.diff(curve.threshold) < 0).all()


def test_roc_points_agree_with_scikit_learn_and_thin_out(many):
    _, label, score = many
    found = roc_curve(label, score)
    wanted = {
        point: threshold
        for *point_, threshold in zip(
            *oracle.roc_curve(label, score, drop_intermediate=False), strict=True
        )
        for point in [tuple(np.round(point_, 9))]
    }
    points = zip(found.false_positive_rate, found.true_positive_rate, strict=True)
    for point, threshold in zip(points, found.threshold, strict=True):
        assert wanted[tuple(np.round(point, 9))] == threshold
    thin = roc_curve(label, score, at_most=50)
    assert len(thin.threshold) <= 51
    assert abs(thin.area - found.area) < 0.01


def test_calibration_points_agree_with_scikit_learn(many):
    _, label, score = many
    found = calibration_curve(label, score)
    observed, predicted = oracle_calibration(label, expit(score), n_bins=10)
    assert close(found.observed.tolist(), observed.tolist())
    assert close(found.predicted.tolist(), predicted.tolist())
    assert found.rows.sum() == 500


def test_a_broken_score_draws_no_curve():
    assert roc_curve([0, 1], [math.nan, 1]) is None
    assert len(calibration_curve([0, 1], [math.nan, 1]).rows) == 0
