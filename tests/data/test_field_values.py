"""Raw values become words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.rules import FieldRule, read_rule
from promptrec.data.values import FieldValues

AGES = FieldRule(bins=(13, 20, 35, 65), words=("child", "teen", "young", "middle-aged", "older"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [("12", "child"), ("13", "teen"), ("19.9", "teen"), ("20", "young"), ("65", "older")],
)
def test_a_bin_holds_its_lower_edge(raw, words):
    assert AGES.apply(raw) == words


@pytest.mark.parametrize("raw", ["", "unknown", "1_0", "nan"])
def test_what_is_no_number_stays_as_it_is(raw):
    assert AGES.apply(raw) == raw


def test_a_word_table_applies_to_each_entry_and_leaves_others():
    rule = read_rule({"separator": "|", "words": {"Sci-Fi": "science fiction", "IMAX": ""}})
    assert rule.apply("Sci-Fi| Drama ||IMAX") == ("science fiction", "Drama")
    assert rule.apply("") == ()


@given(st.text())
def test_a_field_without_a_rule_is_verbatim(raw):
    assert FieldRule().apply(raw) == raw


@given(st.floats(-1e6, 1e6))
def test_every_number_has_exactly_one_word(value):
    at = AGES.words.index(AGES.apply(repr(value)))
    assert sum(edge <= value for edge in AGES.bins) == at


def test_values_of_users_items_and_context(tiny_dataset):
    values = FieldValues(tiny_dataset)
    assert values.user(0) == {"user.user_id": "u0", "user.age": "young", "user.gender": "woman"}
    assert values.user(11) == {"user.user_id": "u11", "user.age": "", "user.gender": ""}
    assert values.item(0)["item.genres"] == ("Action", "Sci-Fi")
    assert values.item(9)["item.genres"] == ()
    assert values.context(0) == {"context.weather": "sunny"}


def test_fields_are_what_values_give_and_the_computed_ones(tiny_dataset):
    values = FieldValues(tiny_dataset)
    plain = {*values.user(0), *values.item(0), *values.context(0)}
    assert set(tiny_dataset.fields) == plain | {
        "history.liked",
        "history.disliked",
        "history.recent",
        "history.summary",
        "history.alike",
        "history.alike_liked",
        "history.alike_disliked",
        "history.similar",
        "history.similar_liked",
        "history.similar_disliked",
        "item.summary",
        "item.also",
        "item.popularity",
        "item.likeminded",
        "cf.user",
        "cf.item",
    }
