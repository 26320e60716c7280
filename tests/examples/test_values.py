"""What a prompt says of a user's past and of an item's fame, and what it must not know."""

import dataclasses

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.data.rules import FieldRule
from promptrec.data.split import make_split
from promptrec.examples.known import KnownRows, every_row
from promptrec.examples.values import ValueFinder
from promptrec.prompt.template import Template
from promptrec.settings import SplitSettings

TEMPLATE = Template(
    "all",
    "{history.liked} {history.disliked} {history.recent} {history.summary} {item.summary} "
    "{item.title} {user.age} {context.weather}",
)


@pytest.fixture(scope="module")
def finder(tiny_dataset: Dataset) -> ValueFinder:
    return ValueFinder(tiny_dataset, TEMPLATE, every_row(tiny_dataset))


def test_history_is_the_users_strictly_earlier_rows_newest_last(
    tiny_dataset: Dataset, finder: ValueFinder
) -> None:
    rows = np.flatnonzero(tiny_dataset.user == 3)
    values = finder.find(pairs_of(tiny_dataset, rows), None)
    titles = tiny_dataset.items["title"].tolist()
    for at, found in enumerate(values):
        past = [titles[item] for item in tiny_dataset.item[rows[:at]]]
        assert list(found["history.recent"]) == past
        liked = [t for t, y in zip(past, tiny_dataset.label[rows[:at]], strict=True) if y > 0]
        assert list(found["history.liked"]) == liked
        assert len(found["history.liked"]) + len(found["history.disliked"]) == at
    assert values[0]["history.summary"] == ""


def test_the_label_of_the_predicted_row_changes_nothing_in_its_own_prompt(
    tiny_dataset: Dataset,
) -> None:
    import dataclasses

    every = every_row(tiny_dataset)
    flipped = tiny_dataset.interactions.copy()
    at = 77
    flipped.loc[at, "label"] = 1 - flipped.loc[at, "label"]
    other = dataclasses.replace(tiny_dataset, interactions=flipped)
    pair = np.array([at])
    before = ValueFinder(tiny_dataset, TEMPLATE, every).find(pairs_of(tiny_dataset, pair), None)
    after = ValueFinder(other, TEMPLATE, every).find(pairs_of(other, pair), None)
    assert before == after


def test_item_summary_counts_only_the_rows_it_is_given(tiny_dataset: Dataset) -> None:
    last = np.array([len(tiny_dataset.interactions) - 1])
    none = ValueFinder(tiny_dataset, TEMPLATE, KnownRows.same(np.zeros(0, np.int64)))
    assert none.find(pairs_of(tiny_dataset, last), None)[0]["item.summary"] == ""


def test_a_test_row_of_cold_user_has_no_history(tiny_dataset: Dataset) -> None:
    split = make_split(tiny_dataset, SplitSettings(name="cold_user"))
    finder = ValueFinder(tiny_dataset, TEMPLATE, KnownRows.same(split.train))
    values = finder.find(pairs_of(tiny_dataset, split.test), split.view("test"))
    assert values and all(found["history.recent"] == () for found in values)


def test_a_given_context_goes_through_its_field_rule_like_one_of_the_data(
    tiny_dataset: Dataset,
) -> None:
    rules = {"context.weather": FieldRule(table={"sunny": "fine"})}
    about = dataclasses.replace(tiny_dataset.about, rules=rules)
    data = dataclasses.replace(tiny_dataset, about=about)
    finder = ValueFinder(data, TEMPLATE, KnownRows.same(np.arange(0)))
    row = np.flatnonzero(data.interactions["weather"] == "sunny")[:1]
    pair = pairs_of(data, row)
    assert finder.find(pair, None)[0]["context.weather"] == "fine"
    assert finder.find(pair, None, {"weather": "sunny"})[0]["context.weather"] == "fine"
    assert finder.find(pair, None, {"weather": "hail"})[0]["context.weather"] == "hail"
