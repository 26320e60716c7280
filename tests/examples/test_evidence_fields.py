"""Evidence in words: what it says, what it must not know, where it is silent."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from data_strategies import datasets, small
from hypothesis import assume, given
from hypothesis import strategies as st
from similar_items import GivenMeaning

from promptrec.counted import SIMILAR_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.examples.known import KnownRows, every_row
from promptrec.examples.values import ValueFinder
from promptrec.prompt.fieldname import base_of, window_of
from promptrec.prompt.template import Template
from promptrec.settings import SplitSettings

FIELDS = (
    "history.summary:3",
    "history.alike:2",
    "history.alike",
    "history.alike_liked:3",
    "history.alike_disliked:3",
    "history.similar:2",
    "history.similar",
    "history.similar_liked:3",
    "history.similar_disliked:3",
    "item.also",
    "item.popularity",
    "item.likeminded",
    "item.summary",
)
ANGLES = np.radians([20, 80, 40, 0, 59])  # between what items of the club mean
MEANING = GivenMeaning(np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1))
OF_RATINGS = ("item.likeminded", "item.summary")
EVERY = Template("every", " ".join(f"{{{name}}}" for name in FIELDS))


def club(people: int = 12) -> Dataset:
    """u0 liked a and b, not c; people met a, b, c and d in this order, a, c and d liked by half.

    u0's last row, the newest of all, is d. Nobody but u0 met e.
    """
    users, items, liked = [0, 0, 0, 0], [0, 1, 2, 4], [1, 1, 0, 1]
    for one in range(1, people + 1):
        users += [one] * 4
        items += [0, 1, 2, 3]
        liked += [1 - one % 2, 1, one % 2, one % 2]
    users, items, liked = [*users, 0], [*items, 3], [*liked, 1]
    return small(users, items, list(range(len(users))), liked)


def said(
    data: Dataset,
    row: int,
    known: KnownRows | None = None,
    template: Template = EVERY,
    meaning: GivenMeaning = MEANING,
):
    """Values of one row, from all that is older."""
    finder = ValueFinder(data, template, known or every_row(data), meaning=meaning)
    return finder.find(pairs_of(data, np.array([row])), None)[0]


def test_what_the_fields_say_of_the_last_row_of_a_club() -> None:
    data = club()
    values = said(data, len(data.when) - 1)
    assert values == {
        "history.summary:3": "likes much of what they rate (2 of 3)",
        "history.alike:2": "liked half of what goes with it (1 of 2)",
        "history.alike": "liked much of what goes with it (2 of 3)",
        "history.alike_liked:3": ("title 0", "title 1"),
        "history.alike_disliked:3": ("title 2",),
        "history.similar:2": "liked half of what is similar to it (1 of 2)",
        "history.similar": "liked much of what is similar to it (2 of 3)",
        "history.similar_liked:3": ("title 4", "title 0"),
        "history.similar_disliked:3": ("title 2",),
        "item.also": ("title 0", "title 1", "title 2"),
        "item.popularity": "is known by most",
        "item.likeminded": "is liked by nobody among those of like taste (0 of 6)",
        "item.summary": "is liked by about half (6 of 12)",
    }
    chinese = said(data, len(data.when) - 1, template=dataclasses.replace(EVERY, language="zh"))
    assert chinese["history.alike"] == "对常与它一起出现的商品喜欢一大部分（3 个中的 2 个）"
    assert chinese["history.similar:2"] == "对与它相似的商品喜欢一半左右（2 个中的 1 个）"
    assert chinese["item.popularity"] == "有大多数人知道"
    assert chinese["item.likeminded"] == "在口味相近的人中没有被任何人喜欢（6 人中的 0 人）"


def test_where_support_is_thin_the_fields_are_silent() -> None:
    data = club()
    first = said(data, 0)  # nobody has met anything
    assert not any(first.values())
    alone = said(data, 3)  # u0 alone ever met e
    of_others = [name for name in FIELDS if base_of(name) not in SIMILAR_FIELDS]
    assert not any(alone[name] for name in of_others if base_of(name) != "history.summary")
    assert alone["history.similar"] == "liked much of what is similar to it (2 of 3)"
    assert not any(said(data, 1)[name] for name in FIELDS if base_of(name) == "history.similar")
    few = club(people=1)
    values = said(few, len(few.when) - 1)
    assert values["history.alike"] == values["item.popularity"] == values["item.likeminded"] == ""


def test_a_window_is_a_field_of_its_own() -> None:
    template = Template("t", "{history.alike:2} {history.alike:02} {history.alike} {item.also:2}")
    assert template.fields == ("history.alike:2", "history.alike", "item.also")
    assert [window_of(name) for name in template.fields] == [2, None, None]
    assert base_of("item.price:high") == "item.price:high"
    data = club()
    found = said(data, len(data.when) - 1, template=template)
    assert template.render(found).text == (
        "liked half of what goes with it (1 of 2) liked half of what goes with it (1 of 2) "
        "liked much of what goes with it (2 of 3) title 0, title 1"
    )


def test_implicit_feedback_counts_what_goes_with_it_and_names_no_taste() -> None:
    data = dataclasses.replace(club(), implicit=True)
    assert "item.likeminded" not in data.fields
    template = Template("t", "{history.alike} {history.similar} {history.similar:1}")
    values = said(data, len(data.when) - 1, template=template)
    assert values["history.alike"] == "has chosen 3 items that go with it"
    assert values["history.similar"] == "has chosen 3 items similar to it"
    assert values["history.similar:1"] == "has chosen 1 item similar to it"


def test_a_column_of_the_same_name_stays_a_column() -> None:
    data = club()
    own = dataclasses.replace(data, items=data.items.assign(popularity="a hit"))
    values = said(own, len(data.when) - 1, template=Template("t", "{item.popularity} {item.also}"))
    assert values["item.popularity"] == "a hit" and values["item.also"]
    assert own.fields.count("item.popularity") == 1


def relabelled(data: Dataset, rows) -> Dataset:
    """The same data, these rows of the other label."""
    changed = data.interactions.copy()
    values = changed["label"].to_numpy().copy()
    values[rows] = 1 - values[rows]
    changed["label"] = values
    return dataclasses.replace(data, interactions=changed)


@pytest.mark.parametrize("part", ["train", "valid", "test"])
@given(dataset=datasets(timed=True), seed=st.integers(0, 10))
def test_no_field_knows_its_moment_or_later_or_takes_the_user_for_another(
    part: str, dataset: Dataset, seed: int
) -> None:
    split = make_split(dataset, SplitSettings())
    rows = getattr(split, part)
    assume(len(rows))
    row = int(np.random.default_rng(seed).choice(rows))
    pair, view = pairs_of(dataset, np.array([row])), split.view(part)
    when, user = int(view.when[row]), int(dataset.user[row])
    seen = np.flatnonzero(split.visible["train"])
    before = seen[dataset.when[seen] < when]
    others = before[dataset.user[before] != user]

    def find(data: Dataset, known) -> dict[str, object]:
        finder = ValueFinder(data, EVERY, KnownRows.same(known), meaning=GivenMeaning())
        return dict(finder.find(pair, view)[0])

    truth = find(dataset, seen)
    later = relabelled(dataset, np.flatnonzero(dataset.when >= when))
    assert find(later, seen) == find(dataset, before) == truth
    without_own = {name: value for name, value in truth.items() if name != "item.summary"}
    found = find(dataset, others)
    assert {name: found[name] for name in without_own} == without_own


@given(datasets(timed=True), st.integers(0, 10))
def test_unlabelled_evidence_reads_no_rating_of_anybody_else(dataset: Dataset, seed: int) -> None:
    row = int(np.random.default_rng(seed).integers(len(dataset.when)))
    others = np.flatnonzero(dataset.user != dataset.user[row])
    none = np.zeros(0, np.int64)
    unlabelled = KnownRows(none, np.arange(len(dataset.when)), none)
    drawn = GivenMeaning()
    truth = said(dataset, row, unlabelled, meaning=drawn)
    assert truth == said(relabelled(dataset, others), row, unlabelled, meaning=drawn)
    assert not any(truth[name] for name in OF_RATINGS)
    full = said(dataset, row, meaning=drawn)
    assert {n: v for n, v in truth.items() if n not in OF_RATINGS} == {
        n: v for n, v in full.items() if n not in OF_RATINGS
    }


def test_a_pair_of_nobody_knows_of_the_item_alone() -> None:
    data = club()
    pair = pairs_of(data, np.array([len(data.when) - 1]))
    nobody = dataclasses.replace(pair, user=np.array([-1]), row=np.array([-1]))
    finder = ValueFinder(data, EVERY, every_row(data), meaning=MEANING)
    values = finder.find(nobody, None)[0]
    assert values["item.popularity"] == "is known by most" and values["item.also"]
    assert not any(values.get(name) for name in FIELDS if not name.startswith("item."))
    assert values["item.likeminded"] == ""


def test_meaning_is_asked_for_only_where_a_template_names_it() -> None:
    data, meaning = club(), GivenMeaning()
    said(data, 5, template=Template("t", "{history.alike} {item.also}"), meaning=meaning)
    assert not meaning.asked
    said(data, 5, template=Template("t", "{history.similar} {item.title}"), meaning=meaning)
    assert meaning.asked == 1
    finder = ValueFinder(data, Template("t", "{history.similar:3}"), every_row(data))
    with pytest.raises(ValueError, match="meaning"):
        finder.find(pairs_of(data, np.array([5])), None)


def test_an_item_that_nobody_met_is_known_by_what_is_similar_to_it() -> None:
    met = club()
    items = pd.concat([met.items, pd.DataFrame({"title": ["new"], "kind": ["a"]}, index=["i5"])])
    data = dataclasses.replace(met, items=items)
    new = dataclasses.replace(pairs_of(data, np.array([4])), item=np.array([5]), row=np.array([-1]))
    meaning = GivenMeaning(np.concatenate((MEANING.given, [[1.0, 0.0]])))
    names = "{history.alike} {history.similar} {history.similar_liked} {item.also}"
    finder = ValueFinder(data, Template("t", names), every_row(data), meaning=meaning)
    values = finder.find(new, None)[0]
    assert not values["history.alike"] and not values["item.also"]
    assert values["history.similar"] == "liked much of what is similar to it (2 of 3)"
    assert values["history.similar_liked"] == ("title 2", "title 3")
