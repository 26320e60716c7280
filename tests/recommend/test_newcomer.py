"""Somebody who is typed in: the same prompts and scores as a user of the tables."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from promptrec.baselines.catalogue import BASELINES
from promptrec.baselines.past import past_of, values_of
from promptrec.data.dataset import Dataset
from promptrec.data.moments import NOW, View
from promptrec.errors import DataError
from promptrec.examples.newcomer import NOBODY, Newcomer, with_newcomer
from promptrec.examples.pair import pairs_now
from promptrec.judge.candidates import candidates_of
from promptrec.judge.starting import open_variant
from promptrec.settings import RunSettings

EVERYTHING = (
    "{user.age} {user.gender} {user.user_id}. {history.liked:3} {history.disliked:2} "
    "{history.recent:4} {history.summary:5} {history.alike:3} {history.alike_liked:2} "
    "{item.title} {item.summary} {item.popularity} {item.likeminded} {item.also:3} {mask}"
)
USER = "u3"


def without(data: Dataset, user: str) -> Dataset:
    """The data in which this user never was."""
    code = data.user_code(user)
    kept = data.interactions[data.interactions["user"] != code].reset_index(drop=True)
    moved = kept["user"].where(kept["user"] < code, kept["user"] - 1).astype(np.int64)
    return dataclasses.replace(
        data, users=data.users.drop(index=user), interactions=kept.assign(user=moved)
    )


def retyped(data: Dataset, user: str) -> Newcomer:
    """What somebody types who says of themselves what the tables say of a user."""
    rows = data.interactions[data.interactions["user"] == data.user_code(user)]
    ids = data.items.index[rows["item"]]
    told = dict(zip(map(str, ids), (rows["label"] > 0).tolist(), strict=True))
    return Newcomer(profile=data.users.loc[user].to_dict(), told=tuple(told.items()))


@pytest.fixture(scope="module")
def few_rows(tiny_dataset: Dataset) -> Dataset:
    """`tiny`, where nobody meets an item twice: a person types a title once."""
    rows = tiny_dataset.interactions.drop_duplicates(["user", "item"], ignore_index=True)
    rows = rows[rows["item"] % 3 != rows["user"] % 3].reset_index(drop=True)
    return dataclasses.replace(tiny_dataset, interactions=rows)


def settings(folder: Path, **more: object) -> RunSettings:
    text = EVERYTHING.replace("{user.user_id}", "")
    made = RunSettings(dataset=str(folder), template=text, model="tiny", method="none")
    return dataclasses.replace(made, **more)


@pytest.mark.parametrize("rule", ["none", "co_rated", "user_mean", "ease", "stack"])
def test_a_user_typed_in_by_hand_reads_and_scores_to_the_bit_as_from_the_tables(
    few_rows: Dataset, tiny_folder: Path, rule: str
) -> None:
    asked = settings(tiny_folder, start_from=rule)
    real = open_variant(few_rows, asked)
    code = few_rows.user_code(USER)
    items = candidates_of(few_rows, code)
    assert len(items) >= 3
    other = open_variant(without(few_rows, USER), asked)
    if real.start is not None:  # as a checkpoint keeps it
        other = dataclasses.replace(other, start=real.start.held(real.plan))
    typed = other.meeting(retyped(few_rows, USER))
    who = len(typed.plan.dataset.users) - 1
    assert np.array_equal(candidates_of(typed.plan, who), items)
    of_tables = pairs_now(few_rows, code, items)
    by_hand = pairs_now(typed.plan.dataset, who, items)
    read = [one.prompt.text for one in real.plan.maker.fit(of_tables)]
    assert [one.prompt.text for one in typed.plan.maker.fit(by_hand)] == read
    assert "man" in read[0] and any("like" in text for text in read)
    if rule in ("none", "co_rated"):
        scores = [one.score for one in (typed.score(by_hand, None), real.score(of_tables, None))]
        assert scores[0].tolist() == scores[1].tolist()
    else:  # a rating is not typed, and what a rule learns hangs on the order of rows
        assert np.isfinite(typed.score(by_hand, None).score).all()


@pytest.mark.parametrize("rule", ["user_mean", "user_item_mean"])
def test_ratings_that_were_given_count_as_they_are_in_rules_that_read_them(
    few_rows: Dataset, rule: str
) -> None:
    """Somebody who gave 3 and 4 has a mean of 3.5, not that of the ends of the scale."""
    rows = few_rows.interactions[few_rows.interactions["user"] == few_rows.user_code(USER)]
    ids = map(str, few_rows.items.index[rows["item"]])
    given = dict(zip(ids, rows["rating"].tolist(), strict=True))
    typed = dataclasses.replace(retyped(few_rows, USER), ratings=given)
    assert set(given.values()) - {1.0, 5.0}
    data = with_newcomer(few_rows, typed)
    values = [values_of(data)[data.user == data.user_code(user)] for user in (USER, NOBODY)]
    assert values[0].tolist() == values[1].tolist()
    said = []
    for user in (USER, NOBODY):
        view = View(np.ones(len(data.user), bool), data.when)
        own = np.array([data.user_code(user)] * 4)
        past = past_of(data, np.flatnonzero(data.user < 2), view)  # what others said: the same
        now = np.full(4, NOW)
        said.append(BASELINES[rule].worth(past, pairs_now(data, own, np.arange(4)), now, 0))
    assert said[0].tolist() == said[1].tolist()


def test_a_newcomer_changes_nothing_for_anybody_else(few_rows: Dataset, tiny_folder: Path) -> None:
    real = open_variant(few_rows, settings(tiny_folder))
    typed = real.meeting(Newcomer.of(liked=["i1", "i8"], disliked=["i4"]))
    for part in ("valid", "test", None):
        pairs = real.plan.pairs("valid")
        same = typed.plan.maker.fit(pairs, part)
        assert [one.prompt.text for one in same] == [
            one.prompt.text for one in real.plan.maker.fit(pairs, part)
        ]
    assert len(typed.plan.rows.train) == len(real.plan.rows.train)
    assert not typed.plan.rows.split.visible["test"][-3:].any()


def test_nobody_reads_what_another_newcomer_told(few_rows: Dataset, tiny_folder: Path) -> None:
    real = open_variant(few_rows, settings(tiny_folder))
    first = real.meeting(Newcomer.of(liked=["i1", "i8"]))
    second = first.meeting(Newcomer.of(liked=["i1"]))
    again = real.meeting(Newcomer.of(liked=["i1"]))
    for variant in (second, again):
        who = len(variant.plan.dataset.users) - 1
        fit = variant.plan.maker.fit(pairs_now(variant.plan.dataset, who, np.arange(10)))
        if variant is second:
            said = [one.prompt.text for one in fit]
    assert [one.prompt.text for one in fit] == said


def test_the_collaborative_token_of_a_newcomer_is_folded_in_from_what_was_told(
    few_rows: Dataset, tiny_folder: Path
) -> None:
    asked = settings(tiny_folder, template="{cf.user} {cf.item} {item.title} {mask}")
    real = open_variant(few_rows, asked)
    nothing, told = real.meeting(Newcomer()), real.meeting(Newcomer.of(liked=["i1"]))
    who = len(told.plan.dataset.users) - 1
    pairs = pairs_now(told.plan.dataset, who, np.arange(4))
    values = [one.plan.maker.values(pairs)[0] for one in (nothing, told)]
    assert values[0]["cf.user"] == "" and values[1]["cf.user"].vector
    assert (
        values[0]["cf.item"]
        == values[1]["cf.item"]
        == real.plan.maker.values(pairs_now(few_rows, 0, np.arange(4)))[0]["cf.item"]
    )


def test_told_in_turn_the_last_of_each_list_is_newest() -> None:
    newcomer = Newcomer.of(liked=["a", "b", "c"], disliked=["x"])
    assert [item for item, _ in newcomer.told] == ["a", "b", "x", "c"]
    assert Newcomer.of().told == ()


def test_a_newcomer_without_anything_is_somebody_new(few_rows: Dataset) -> None:
    data = with_newcomer(few_rows, Newcomer())
    assert data.users.index[-1] == NOBODY and len(data.interactions) == len(few_rows.interactions)
    assert data.catalogue is few_rows
    assert [str(one) for one in data.users.dtypes] == [str(one) for one in few_rows.users.dtypes]
    assert data.interactions.dtypes.equals(few_rows.interactions.dtypes)


@pytest.mark.parametrize(
    ("newcomer", "said"),
    [
        (
            Newcomer(profile={"agee": "3"}),
            "no column 'agee' (it has: age, gender). Nearest: age",
        ),
        (Newcomer.of(liked=["i1"], disliked=["i1"]), "'Alien' was told twice"),
        (Newcomer.of(liked=["zz"]), "has no item 'zz'"),
        (Newcomer(profile={"age": "old"}), "age is read as a number"),
    ],
)
def test_what_does_not_fit_the_data_is_said(
    few_rows: Dataset, newcomer: Newcomer, said: str
) -> None:
    with pytest.raises(DataError, match=re.escape(said)):
        with_newcomer(few_rows, newcomer)


def test_where_every_row_is_a_like_a_dislike_is_refused(few_rows: Dataset) -> None:
    likes = dataclasses.replace(few_rows, implicit=True)
    assert len(with_newcomer(likes, Newcomer.of(liked=["i1"])).interactions)
    with pytest.raises(DataError, match="every row is a like"):
        with_newcomer(likes, Newcomer.of(disliked=["i1"]))
