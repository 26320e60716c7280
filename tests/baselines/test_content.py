"""Content similarity with the real sentence encoder."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from promptrec.baselines.catalogue import BASELINES
from promptrec.baselines.past import past_of
from promptrec.data.dataset import About, Dataset
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of
from promptrec.data.rules import FieldRule
from promptrec.model.meaning import item_texts, item_vectors, read_by_rules

TITLES = ["A night at the opera", "A day at the opera", "Motorcycle race", "Motorcycle repair"]
KINDS = ["music|arts", "music", "sports", ""]


@pytest.fixture(scope="module")
def four_items():
    return Dataset(
        About(name="made", rules={"item.kind": FieldRule(separator="|")}),
        users=pd.DataFrame(index=["a", "b"]),
        items=pd.DataFrame(
            {"title": TITLES, "year": ["1935", "", "2001", "2002"], "kind": KINDS},
            index=[f"i{code}" for code in range(4)],
        ),
        interactions=pd.DataFrame(
            {"user": [0, 0, 0, 0, 1], "item": [0, 2, 1, 3, 1], "label": [1.0, 0.0, 1.0, 0.0, 1.0]}
        ),
    )


def test_an_item_is_its_title_and_its_words_without_numbers(four_items):
    assert item_texts(four_items) == [
        "A night at the opera. music, arts",
        "A day at the opera. music",
        "Motorcycle race. sports",
        "Motorcycle repair",
    ]


@pytest.mark.slow
def test_items_like_the_liked_and_unlike_the_disliked_come_first(four_items):
    past = past_of(four_items, np.zeros(0, np.int64), View(np.ones(5, bool), four_items.when))
    pairs = pairs_of(four_items, np.arange(5))
    found = BASELINES["content"].worth(past, pairs, past.view.moments(pairs), 0)
    assert found[0] == found[4] == 0.0  # no history
    assert found[2] > 0.3 > -0.1 > found[3]
    vectors = item_vectors(four_items)
    profile = vectors[0] - vectors[2]
    assert found[2] == pytest.approx(vectors[1] @ profile / np.linalg.norm(profile), abs=1e-6)


@pytest.mark.slow
def test_vectors_are_made_once_and_read_without_torch(four_items, tmp_path):
    read_by_rules.cache_clear()
    vectors = item_vectors(four_items, tmp_path)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-6)
    (kept,) = tmp_path.iterdir()
    read_by_rules.cache_clear()
    assert (item_vectors(four_items, tmp_path) == vectors).all()
    assert [kept] == list(tmp_path.iterdir())
    code = "import sys, promptrec.baselines.run; assert 'torch' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
