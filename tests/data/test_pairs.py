"""Pairs and sampled negatives: seeded, and never something the user touched."""

import numpy as np
from data_strategies import datasets, small
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.negatives import unseen_of
from promptrec.data.pairs import pairs_of, sample_rows


@given(datasets(implicit=True), st.integers(1, 4), st.integers(0, 5))
def test_each_positive_is_followed_by_distinct_items_its_user_never_touched(dataset, n, seed):
    rows = np.arange(len(dataset.interactions))
    pairs = pairs_of(dataset, rows, negatives=n, seed=seed)
    assert np.array_equal(pairs.row[~pairs.sampled], rows)
    assert (pairs.label == ~pairs.sampled).all()
    assert np.array_equal(pairs.user, dataset.user[pairs.row])
    for row in rows:
        at = np.flatnonzero(pairs.row == row)
        assert not pairs.sampled[at[0]]
        negatives = pairs.item[at[1:]]
        free = unseen_of(dataset.seen_keys, int(dataset.user[row]), len(dataset.items))
        assert len(set(negatives)) == len(negatives) == min(n, len(free))
        assert set(negatives) <= set(free)
    again = pairs_of(dataset, rows, negatives=n, seed=seed)
    assert np.array_equal(again.item, pairs.item)


@given(datasets(implicit=True), st.integers(1, 3), st.integers(1, 9), st.integers(0, 5))
def test_a_smaller_sample_has_the_negatives_of_a_larger_one(dataset, n, at_most, seed):
    rows = np.arange(len(dataset.interactions))
    few = pairs_of(dataset, sample_rows(rows, at_most, seed), negatives=n, seed=seed)
    every = pairs_of(dataset, rows, negatives=n, seed=seed)
    shared = np.isin(every.row, few.row)
    assert np.array_equal(every.item[shared], few.item)


def test_another_seed_draws_other_negatives():
    users, items = np.zeros(50, int), np.arange(50)
    dataset = small(users, items * 10, items, items >= 0, implicit=True)
    first, second = (pairs_of(dataset, items, seed=seed).item for seed in (0, 1))
    assert not np.array_equal(first, second)


def test_explicit_pairs_are_the_rows_themselves(tiny_dataset):
    rows = np.array([3, 5, 8])
    pairs = pairs_of(tiny_dataset, rows)
    assert np.array_equal(pairs.row, rows)
    assert np.array_equal(pairs.label, tiny_dataset.label[rows])
    assert np.array_equal(pairs.rating, tiny_dataset.interactions["rating"].to_numpy()[rows])
    assert not pairs.sampled.any()


@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 9))
def test_a_sample_of_rows_is_seeded_and_in_file_order(size, at_most, seed):
    rows = np.arange(size) * 3
    found = sample_rows(rows, at_most, seed)
    assert len(found) == min(size, at_most)
    assert (np.diff(found) > 0).all()
    assert set(found) <= set(rows)
    assert np.array_equal(found, sample_rows(rows, at_most, seed))
    assert np.array_equal(sample_rows(rows, None, seed), rows)
