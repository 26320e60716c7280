"""First templates and answer words that fit a data set: each tries one thing."""

import numpy as np
import pytest

from promptrec.data.assemble import assemble
from promptrec.data.dataset import About
from promptrec.data.reading.table import table_of
from promptrec.data.reading.tables import Tables
from promptrec.data.shipped import open_dataset
from promptrec.prompt.parse import check_fields
from promptrec.prompt.verbalizer import parse_verbalizer
from promptrec.search.starters import answer_words, starters

KINDS = ["plain", "history", "columns", "evidence", "cloze"]


def data_of(items, language="en", labels=True, more=None):
    """Eight users who meet all items; the first half of the items is liked."""
    count = len(items["item_id"])
    rows = [(u, i) for u in range(8) for i in range(count)]
    table = {"user_id": [f"u{u}" for u, _ in rows], "item_id": [f"i{i}" for _, i in rows]}
    if labels:
        table["label"] = [str(int(i < count // 2)) for _, i in rows]
    return assemble(
        Tables(
            about=About(name="new", language=language),
            interactions=table_of("interactions.csv", table),
            items=table_of("items.csv", {**items, **(more or {})}),
        )
    )


def items(count=20, **columns):
    numbers = range(count)
    table = {"item_id": [f"i{at}" for at in numbers], "title": [f"T{at}" for at in numbers]}
    told = {name: [pair[at * 2 // count] for at in numbers] for name, pair in columns.items()}
    return table | told


def every(data):
    return np.arange(len(data.interactions))


@pytest.mark.parametrize("name", ["movies", "shop", "music"])
def test_each_shipped_data_set_has_five_and_can_read_them_all(name):
    data = open_dataset(name)
    found = starters(data, every(data)[::7])
    assert list(found) == KINDS
    for template in found.values():
        check_fields(template.parts, data.fields)
        assert template.note and template.name
    assert [kind for kind, one in found.items() if one.has_mask] == ["cloze"]
    assert "{history.alike:10}" in found["evidence"].text


def test_what_the_data_has_no_field_for_is_not_offered():
    data = data_of(items())
    found = starters(data, every(data))
    assert list(found) == ["plain", "history", "evidence", "cloze"]  # no column but the title
    told = starters(data_of(items(kind=("a", "b"))), every(data))
    assert "{item.kind}" in told["columns"].text and "{item.kind}" in told["cloze"].text


def test_a_column_that_is_called_like_evidence_is_not_told_as_a_count():
    more = {name: ["x"] * 20 for name in ("likeminded", "popularity")}
    data = data_of(items(), more=more)
    assert "item.likeminded" not in starters(data, every(data))["evidence"].text
    assert "item.popularity" not in starters(data, every(data))["evidence"].text


def test_no_row_to_measure_on_leaves_the_columns_out():
    data = data_of(items(kind=("a", "b")))
    assert "columns" not in starters(data, every(data)[:0])


@pytest.mark.parametrize(
    ("language", "labels", "column", "words"),
    [
        ("en", True, "kind", "liked/disliked"),
        ("en", False, "kind", "chose/skipped"),
        ("en", False, "price", "bought/skipped"),
        ("zh", True, "kind", "喜欢/讨厌"),
        ("zh", False, "brand", "购买/跳过"),
    ],
)
def test_answer_words_say_what_a_row_says(language, labels, column, words):
    data = data_of(items(**{column: ("a", "b")}), language, labels)
    assert answer_words(data)[0] == words
    made = starters(data, every(data))["cloze"]
    assert made.verbalizer == words and made.language == language
    assert all(parse_verbalizer(one) for one in answer_words(data))


def test_names_and_reasons_are_in_the_language_of_the_data():
    found = starters(data_of(items(), "zh"), np.arange(10))
    assert found["plain"].name == "只有标题" and found["history"].text.startswith("[该用户喜欢")
