"""Past items that are like one by the meaning of their texts: by hand, and as laws."""

import dataclasses

import numpy as np
import pytest
from data_strategies import datasets, small
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.evidence import on_grid, pasts_of, similar
from promptrec.data.evidence.similar import LEAST
from promptrec.data.pairs import pairs_of


def unit(rows: int, seed: int, hidden: int = 384):
    """Random vectors of length 1, near to each other as sentences are."""
    found = np.random.default_rng(seed).normal(size=(rows, hidden)) + 0.8
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def last_of(data, vectors):
    """Nearness of the past of the newest row."""
    pasts = pasts_of(data, pairs_of(data, np.array([len(data.when) - 1])), None)
    return similar(on_grid(np.array(vectors, np.float32)), pasts)


@given(seed=st.integers(0, 1000), rows=st.integers(2, 70))
def test_a_nearness_is_the_same_number_in_whatever_order_it_is_summed_up(seed, rows):
    raw = unit(rows, seed)
    grid = on_grid(raw)
    order = np.random.default_rng(seed).permutation(grid.shape[1])
    together = grid @ grid[0]
    exact = grid.astype(np.float64) @ grid[0].astype(np.float64)
    assert together.dtype == np.float32 and (together == exact).all()
    assert (grid[:, order] @ grid[0, order] == exact).all()
    assert ([one @ grid[0] for one in grid] == exact).all()
    assert np.abs(exact - raw.astype(np.float64) @ raw[0]).max() < 0.002
    assert (on_grid(grid) == grid).all()


def test_the_nearest_are_those_of_the_largest_cosine_and_strangers_are_none():
    data = small([0, 0, 0, 0, 0], [0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [1, 0, 1, 1, 1])
    angles = np.radians([50, 80, 20, 59, 0])
    near = last_of(data, np.stack([np.cos(angles), np.sin(angles)], axis=1))
    assert near.nearness == pytest.approx([0.643, 0, 0.940, 0.515], abs=0.002)
    assert near.nearest(2).tolist() == [True, False, True, False]
    assert near.nearest(9).tolist() == [True, False, True, True]  # 80 degrees are no likeness


def test_equal_texts_are_equally_near_and_the_newer_goes_first():
    data = small([0] * 6, [3, 0, 1, 2, 4, 5], [1, 2, 3, 4, 5, 6], [1] * 6)
    same = unit(2, 3)
    near = last_of(data, same[[0, 0, 0, 0, 1, 0]])
    assert len(set(near.nearness[:4])) == 1 and near.nearness[0] > 0.99
    assert near.nearest(2).tolist() == [False, False, True, True, False]


def test_an_item_without_words_is_near_none_and_none_is_near_it():
    data = small([0, 0, 0], [0, 1, 2], [1, 2, 3], [1, 1, 1])
    vectors = unit(1, 1)[[0, 0, 0]]
    for wordless in (0, 2):
        silent = vectors.copy()
        silent[wordless] = 0
        nearness = last_of(data, silent).nearness
        assert nearness[0] == 0 and (nearness[1] == 0) == (wordless == 2)


@given(datasets(), st.integers(0, 100))
def test_nearness_is_that_of_the_items_and_asks_nobody_else(dataset, seed):
    vectors = on_grid(unit(len(dataset.items), seed, 8))
    pairs = pairs_of(dataset, np.arange(len(dataset.when)))
    pasts = pasts_of(dataset, pairs, None)
    near = similar(vectors, pasts)
    exact = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    expected = exact[pasts.items, pasts.item[pasts.owner]]
    assert (near.nearness == np.where(expected >= LEAST, expected, 0)).all()
    alone = np.flatnonzero(dataset.user == dataset.user[0])
    own = dataclasses.replace(
        dataset, interactions=dataset.interactions.iloc[alone].reset_index(drop=True)
    )
    if dataset.timed:  # without timestamps rows are moments: fewer rows, other moments
        mine = similar(vectors, pasts_of(own, pairs_of(own, np.arange(len(alone))), None))
        assert (mine.nearness == near.nearness[np.isin(pasts.owner, alone)]).all()


def test_a_past_that_is_empty_has_nothing_near():
    data = small([0, 1], [0, 1], [1, 2], [1, 1])
    assert not len(last_of(data, unit(2, 0)).nearness)
