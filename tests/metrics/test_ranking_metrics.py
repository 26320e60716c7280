"""Ranking metrics: hand cases, exact ties, laws, and agreement with ir-measures."""

import itertools
import math
from functools import partial

import ir_measures
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from promptrec.metrics.ranking import ndcg, ranking_value

NAMES = ("hr", "recall", "precision", "ndcg", "mrr", "map")
METRICS = {name: partial(ranking_value, name) for name in NAMES}
tied_candidates = st.lists(
    st.tuples(st.integers(0, 2).map(float), st.booleans()), min_size=1, max_size=5
)


def close(left, right):
    return left == pytest.approx(right, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("relevant", "expected"),
    [  # candidates in falling order of score, k = 3: hr, recall, precision, ndcg, mrr, map
        ([1, 0, 0, 0], (1, 1, 1 / 3, 1, 1, 1)),
        ([0, 1, 0, 0], (1, 1, 1 / 3, 1 / math.log2(3), 1 / 2, 1 / 2)),
        ([0, 0, 0, 1], (0, 0, 0, 0, 0, 0)),
        (
            [1, 0, 1, 1],
            (1, 2 / 3, 2 / 3, 1.5 / (1 + 1 / math.log2(3) + 0.5), 1, (1 + 2 / 3) / 3),
        ),
        ([1, 1], (1, 1, 2 / 3, 1, 1, 1)),
        ([0, 0], (math.nan,) * 6),
        ([], (math.nan,) * 6),
    ],
)
def test_ranking_metrics_by_hand(relevant, expected):
    scores = -np.arange(len(relevant), dtype=float)
    found = [metric(scores, np.array(relevant, bool), 3) for metric in METRICS.values()]
    assert close(found, list(expected))


@settings(max_examples=60, deadline=None)
@given(tied_candidates, st.integers(1, 7))
def test_ties_give_the_mean_over_every_order_of_the_tied(candidates, k):
    scores = np.array([score for score, _ in candidates])
    relevant = np.array([marked for _, marked in candidates])
    size = len(scores)
    orders = [
        scores + np.array(shift) * 1e-3 for shift in itertools.permutations(range(size), size)
    ]
    for name, metric in METRICS.items():
        wanted = np.mean([metric(order, relevant, k) for order in orders])
        assert close(metric(scores, relevant, k), wanted), name


def test_a_constant_score_gets_what_a_random_order_gets():
    relevant = np.zeros(100, bool)
    relevant[0] = True  # the lucky first place of a stable sort
    constant = np.zeros(100)
    assert close(METRICS["hr"](constant, relevant, 10), 0.1)
    assert close(METRICS["recall"](constant, relevant, 10), 0.1)
    assert close(METRICS["precision"](constant, relevant, 10), 0.01)
    assert close(METRICS["mrr"](constant, relevant, 10), sum(1 / i for i in range(1, 11)) / 100)
    five = np.arange(100) < 5
    missed = math.comb(95, 10) / math.comb(100, 10)
    assert close(METRICS["hr"](constant, five, 10), 1 - missed)


@settings(deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(1, 12), st.data())
def test_moving_a_relevant_item_up_never_hurts(relevant, k, data):
    marked = np.array([*relevant, True])
    scores = -np.arange(len(marked), dtype=float)
    up = scores.copy()
    up[-1] = data.draw(st.integers(0, len(marked)).map(lambda place: 0.5 - place))
    for metric in METRICS.values():
        assert metric(up, marked, k) >= metric(scores, marked, k) - 1e-12


@settings(deadline=None)
@given(tied_candidates, st.integers(1, 7))
def test_every_value_lies_between_0_and_1_and_mrr_never_beats_the_hit_rate(candidates, k):
    scores = np.array([score for score, _ in candidates])
    relevant = np.array([marked for _, marked in candidates])
    found = [metric(scores, relevant, k) for metric in METRICS.values()]
    if relevant.any():
        assert all(-1e-12 <= value <= 1 + 1e-12 for value in found)
        assert found[4] <= found[0] + 1e-12
    else:
        assert all(math.isnan(value) for value in found)


def test_a_nan_score_makes_it_nan_and_infinite_scores_are_fine():
    relevant = np.array([True, False])
    assert all(math.isnan(metric([math.nan, 1.0], relevant)) for metric in METRICS.values())
    assert METRICS["hr"]([math.inf, -math.inf], relevant, 1) == 1.0


def test_wrong_shapes_and_k_are_refused():
    with pytest.raises(ValueError, match="flat"):
        ndcg([1.0], [True, False])
    with pytest.raises(ValueError, match="at least 1"):
        ndcg([1.0], [True], 0)


@pytest.fixture(scope="module")
def users():
    """40 users of 60 candidates, 1 to 14 relevant, no ties."""
    rng = np.random.default_rng(3)
    return [
        (rng.permutation(60).astype(float), np.arange(60) < rng.integers(1, 15)) for _ in range(40)
    ]


@pytest.mark.parametrize(
    ("metric", "measure"),
    [
        ("ndcg", ir_measures.nDCG @ 10),
        ("map", ir_measures.AP @ 10),
        ("mrr", ir_measures.RR @ 10),
        ("precision", ir_measures.P @ 10),
        ("recall", ir_measures.R @ 10),
        ("hr", ir_measures.Success @ 10),
    ],
)
def test_agrees_with_ir_measures(users, metric, measure):
    judged = [
        ir_measures.Qrel(f"u{u}", f"i{i}", int(marked))
        for u, (_, relevant) in enumerate(users)
        for i, marked in enumerate(relevant)
    ]
    ranked = [
        ir_measures.ScoredDoc(f"u{u}", f"i{i}", float(score))
        for u, (scores, _) in enumerate(users)
        for i, score in enumerate(scores)
    ]
    wanted = {one.query_id: one.value for one in measure.iter_calc(judged, ranked)}
    for u, (scores, relevant) in enumerate(users):
        assert close(METRICS[metric](scores, relevant, 10), wanted[f"u{u}"])


def test_ndcg_with_ties_agrees_with_scikit_learn(users):
    for scores, relevant in users:
        tied = scores // 7
        wanted = ndcg_score(relevant[None].astype(float), tied[None], k=10)
        assert close(ndcg(tied, relevant, 10), wanted)
