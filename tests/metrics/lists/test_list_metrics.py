"""List metrics by hand, and their laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.metrics.lists.diversity import (
    cosine_distances,
    intra_list_distance,
    jaccard_distances,
)
from promptrec.metrics.lists.exposure import (
    coverage,
    exposure_of,
    gini,
    mean_popularity,
    novelty,
    popularity_lift,
    self_information,
)
from promptrec.metrics.lists.list_metric import LIST_METRICS, Yardstick
from promptrec.metrics.lists.report import list_report, list_values
from promptrec.metrics.lists.surprise import serendipity
from promptrec.metrics.lists.taste import SMOOTHING, miscalibration, shares_of

NO = np.zeros(0, np.int64)
WORDS = np.array(  # action, comedy, drama
    [[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 0, 0], [0, 1, 0]], bool
)
exposures = st.lists(st.integers(0, 50), min_size=1, max_size=30).map(
    lambda one: np.array(one) * 1.0
)
word_tables = st.integers(2, 8).flatmap(
    lambda items: st.lists(
        st.lists(st.booleans(), min_size=4, max_size=4), min_size=items, max_size=items
    ).map(np.array)
)


def at(*items: int) -> np.ndarray:
    return np.array(items, np.int64)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (at(0, 0), 0.0),  # alike
        (at(0, 2), 1.0),  # nothing in common
        (at(0, 1), 1 / 2),  # action of action, comedy
        (at(0, 1, 2), (1 / 2 + 1 + 1) / 3),
        (at(0, 3), 1.0),  # one item without words
        (at(0, 0, 3, 3), (0 + 1 + 1 + 1 + 1) / 5),  # two without words cannot be compared
        (at(0), math.nan),
        (NO, math.nan),
    ],
)
def test_diversity_by_words_by_hand(items, expected):
    found = intra_list_distance(jaccard_distances(WORDS[items]))
    assert found == pytest.approx(expected, nan_ok=True)


def test_diversity_by_vectors_by_hand():
    vectors = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0], [-1.0, 0.0], [0.0, 0.0]])
    found = cosine_distances(vectors)
    assert found[0, :4] == pytest.approx([0.0, 0.0, 0.5, 1.0])
    assert np.isnan(found[0, 4])
    assert intra_list_distance(found[:3, :3]) == pytest.approx((0 + 0.5 + 0.5) / 3)


@given(word_tables, st.randoms(use_true_random=False))
def test_diversity_lies_between_0_and_1_and_does_not_depend_on_the_order(words, random):
    places = list(range(len(words)))
    random.shuffle(places)
    one = intra_list_distance(jaccard_distances(words))
    two = intra_list_distance(jaccard_distances(words[places]))
    assert one == pytest.approx(two, nan_ok=True)
    assert math.isnan(one) or 0 <= one <= 1


@pytest.mark.parametrize(
    ("shown", "expected"),
    [([1, 1, 1, 1], 0.0), ([4, 0, 0, 0], 3 / 4), ([1, 3], 1 / 4), ([0, 0], math.nan)],
)
def test_gini_by_hand(shown, expected):
    assert gini(np.array(shown, float)) == pytest.approx(expected, nan_ok=True)


@given(exposures, st.integers(1, 9))
def test_gini_has_no_unit_and_rises_when_the_rich_get_more(exposure, factor):
    one = gini(exposure)
    assert gini(exposure * factor) == pytest.approx(one, nan_ok=True)
    if not math.isnan(one):
        richer = exposure.copy()
        richer[exposure.argmax()] += 1
        assert gini(richer) >= one - 1e-12
        assert -1e-12 <= one <= 1 - 1 / len(exposure) + 1e-12


def test_coverage_counts_what_could_be_shown():
    exposure = exposure_of([at(0, 1), at(1, 2)], 5)
    assert exposure.tolist() == [1, 2, 1, 0, 0]
    available = np.array([True, True, True, True, False])
    assert coverage(exposure, available) == 3 / 4
    assert math.isnan(coverage(exposure, np.zeros(5, bool)))


def test_novelty_is_nothing_for_what_all_know_and_most_for_what_nobody_knows():
    information = self_information(np.array([7.0, 3.0, 0.0]), 7)
    assert information.tolist() == [0.0, 1.0, 3.0]
    assert novelty(at(0, 2), information) == 1.5
    assert math.isnan(novelty(NO, information))


def test_popularity_lift_by_hand():
    assert mean_popularity(at(0, 1), np.array([4.0, 2.0])) == 3.0
    assert popularity_lift(np.array([[6.0, 4.0], [1.0, 0.0]]))[0] == 0.5
    assert math.isnan(popularity_lift(np.array([[1.0, 0.0]]))[0])


@pytest.mark.parametrize(
    ("relevant", "expected_list", "share"),
    [
        (at(1, 2), at(8, 9), 2 / 4),
        (at(1, 2), at(1, 9), 1 / 4),
        (NO, at(8), 0),
        (at(1, 2), at(1, 2), 0),
    ],
)
def test_serendipity_counts_what_is_relevant_and_unexpected(relevant, expected_list, share):
    assert serendipity(at(1, 2, 3, 4), relevant, expected_list) == share


def test_shares_of_words_by_hand():
    assert shares_of(at(0, 1, 3), WORDS).tolist() == [3 / 4, 1 / 4, 0]  # 3 has no word
    assert shares_of(at(3), WORDS) is None


def test_miscalibration_by_hand():
    p, q = np.array([1 / 2, 1 / 2]), np.array([1.0, 0.0])
    smooth = (1 - SMOOTHING) * q + SMOOTHING * p
    by_hand = float((p * np.log(p / smooth)).sum())
    assert miscalibration(at(0, 0), at(0, 2), WORDS) == pytest.approx(by_hand)
    assert miscalibration(at(2), at(0), WORDS) == pytest.approx(math.log(1 / SMOOTHING))
    assert math.isnan(miscalibration(at(0), at(3), WORDS))
    assert math.isnan(miscalibration(at(3), at(0), WORDS))


@given(word_tables)
def test_a_list_that_equals_the_profile_is_calibrated(words):
    every = np.arange(len(words))
    found = miscalibration(every, every, words)
    assert math.isnan(found) or found == pytest.approx(0, abs=1e-12)


@given(word_tables, st.data())
def test_miscalibration_is_never_below_0_nor_above_its_limit(words, data):
    size = len(words)
    items = data.draw(st.lists(st.integers(0, size - 1), min_size=1, unique=True).map(np.array))
    found = miscalibration(items, np.arange(size), words)
    assert math.isnan(found) or 0 <= found <= math.log(1 / SMOOTHING) + 1e-9


def ground(users: int) -> Yardstick:
    return Yardstick(
        raters=np.array([3.0, 1.0, 0.0, 0.0, 2.0]),
        rows=np.array([4.0, 1.0, 0.0, 0.0, 2.0]),
        users=3,
        available=np.ones(5, bool),
        words=WORDS,
        profiles=[at(0, 4)] * users,
        relevant=[at(1)] * users,
        expected=[at(0)] * users,
        vectors=np.eye(5),
    )


def test_a_report_holds_every_metric_and_says_so_by_user():
    lists = [at(0, 1)] * 25
    report = list_report(lists, ground(25), resamples=50)
    assert tuple(report) == tuple(LIST_METRICS)
    assert report["diversity"].value == report["diversity"].low == 1 / 2
    assert report["serendipity"].value == 1 / 2
    assert report["popularity"].value == 5 / 2
    assert report["popularity_lift"].value == pytest.approx((5 / 2 - 3) / 3)
    assert report["coverage"].value == 2 / 5
    assert report["coverage"].low is None
    assert list_values(lists, ground(25))["diversity_text"] == pytest.approx(0.5)


def test_too_few_users_get_no_interval():
    assert list_report([at(0, 1)] * 19, ground(19), resamples=50)["novelty"].low is None


def test_a_user_without_a_profile_does_not_count_in_the_lift():
    some = ground(2)
    object.__setattr__(some, "profiles", [at(0), NO])
    report = list_report([at(0), at(4)], some, resamples=0)
    assert report["popularity_lift"].value == 0.0
