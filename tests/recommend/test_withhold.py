"""What is withheld from recommendations, and why."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promptrec.recommend.withhold import flags, has_word, keep


def titles(dataset, items):
    return set(dataset.items["title"].to_numpy()[items])


def test_a_blocked_word_is_found_in_titles_and_in_fields(tiny_dataset):
    every = np.arange(10)
    kept = keep(tiny_dataset, every, ["alien", "Crime"], [])
    assert titles(tiny_dataset, every) - titles(tiny_dataset, kept.items) == {
        "Alien",
        "Heat",
        "Fargo",
    }
    assert (kept.by_word, kept.by_review) == (3, 0)
    assert flags(tiny_dataset, ["crime"]).sum() == 2


def test_a_rejected_item_is_withheld_and_counted_apart_from_words(tiny_dataset):
    kept = keep(tiny_dataset, np.arange(10), ["alien"], ["i1", "i2", "gone"])
    assert (kept.by_word, kept.by_review) == (1, 1)
    assert kept.items.tolist() == [0, 3, 4, 5, 6, 7, 8, 9]


def test_without_words_and_rejections_nothing_is_withheld(tiny_dataset):
    items = np.array([3, 1, 2])
    kept = keep(tiny_dataset, items, [], [])
    assert (kept.items.tolist(), kept.by_word, kept.by_review) == ([3, 1, 2], 0, 0)


def test_words_are_whole_and_phrases_may_be_spaced_anew():
    assert has_word("Die Hard", ["die"])
    assert not has_word("Diesel", ["die"])
    assert has_word("Die  Hard (1988)", ["die hard"])
    assert has_word("C++ (a film)", ["c++"])
    assert has_word("暴力电影", ["暴力"])


@given(st.text(min_size=1).filter(str.strip), st.text(), st.text())
def test_any_word_is_found_between_spaces(word, before, after):
    assert has_word(f"{before} {word} {after}", [word])
