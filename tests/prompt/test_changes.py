"""What differs between two texts: right as difflib is, and done with at any length."""

import difflib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.prompt import changes
from promptrec.prompt.changes import opcodes

WORDS = ["the", "user", "likes", "a", "film", "of", "{item.title}", "and", "many", "old", "stars"]


def made(old, new):
    """The new one, from the old one and the opcodes, which must cover both without a gap."""
    result, at, place = [], 0, 0
    for kind, i, j, k, m in opcodes(old, new):
        assert (i, k) == (at, place)
        assert i < j or k < m
        assert kind != "equal" or old[i:j] == new[k:m]
        result += old[i:j] if kind == "equal" else new[k:m]
        at, place = j, m
    assert (at, place) == (len(old), len(new))
    return result


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_of_short_texts_it_says_what_difflib_says(old, new):
    assert opcodes(old, new) == difflib.SequenceMatcher(None, old, new, False).get_opcodes()


@given(st.lists(st.integers(0, 40), max_size=80), st.lists(st.integers(0, 40), max_size=80))
def test_a_text_that_is_cut_first_is_still_made_of_the_other(old, new):
    short, changes.SHORT = changes.SHORT, 9
    try:
        assert made(old, new) == new
    finally:
        changes.SHORT = short


@pytest.mark.parametrize("seed", range(3))
def test_a_tenth_of_a_long_text_that_is_other_leaves_most_of_it_as_it_is(seed):
    rng = random.Random(seed)
    old = rng.choices(WORDS, k=5_000)
    new = [rng.choice(WORDS) if rng.random() < 0.1 else one for one in old]
    kept = sum(j - i for kind, i, j, _, _ in opcodes(old, new) if kind == "equal")
    assert kept > 0.85 * len(old)
    assert made(old, new) == new


def test_the_longest_templates_are_compared_in_few_comparisons(monkeypatch):
    asked = []
    real = difflib.SequenceMatcher

    def counted(junk, old, new, **how):
        asked.append(len(old) * len(new))
        return real(junk, old, new, **how)

    monkeypatch.setattr(difflib, "SequenceMatcher", counted)
    rng = random.Random(0)
    names = [f"w{at}" for at in range(4_000)]
    texts = [
        (rng.choices(WORDS, k=5_000), rng.choices(WORDS, k=5_000)),
        (names, rng.sample(names, k=len(names))),
        (list("." * 20_000), list(".," * 10_000)),
        (list("a" * 20_000), list("b" * 20_000)),
    ]
    for old, new in texts:
        asked.clear()
        assert made(old, new) == new
        assert sum(asked) < 20 * changes.SHORT
