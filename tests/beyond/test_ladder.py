"""The cold-start ladder: rungs that hold what they say, the same rows at each, true crossings."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from promptrec.baselines.histories import known_before
from promptrec.baselines.past import past_of
from promptrec.beyond.ladder import (
    RUNGS,
    Crossing,
    Rung,
    controlled,
    crossing,
    cut_rows,
    cut_scores,
    first_rows,
    observed,
)
from promptrec.data.dataset import About, Dataset
from promptrec.data.history import Histories
from promptrec.model.planning import plan_for
from promptrec.model.variant import open_variant
from promptrec.records import Interval
from promptrec.settings import RunSettings, SplitSettings

TEMPLATE = "They liked {history.liked:3}. {item.title}."


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    user, item = rng.integers(0, 40, 1600), rng.integers(0, 30, 1600)
    names = [f"film number {code}" for code in range(30)]
    rating = np.where(user % 2 == item % 2, 5.0, 1.0)
    return Dataset(
        About(name="made", like_at=4, rating_scale=(1.0, 5.0)),
        users=pd.DataFrame(index=[f"u{code}" for code in range(40)]),
        items=pd.DataFrame({"title": names}, index=[f"i{code}" for code in range(30)]),
        interactions=pd.DataFrame(
            {"user": user, "item": item, "label": (rating >= 4) * 1.0, "rating": rating}
        ),
    )


def settings(model="tiny", split=None, template=TEMPLATE):
    return RunSettings(
        dataset="made",
        template=template,
        model=model,
        head="classifier",
        method="none",
        split=split or SplitSettings(),
    )


def test_a_row_stands_on_the_rung_of_its_history(data):
    plan = plan_for(data, settings())[0]
    past = past_of(data, plan.rows.train, plan.rows.split.view("test"))
    pairs = plan.pairs("test")
    histories, view = Histories(data), past.view
    first = {data.user[row]: row for row in reversed(pairs.row.tolist())}
    moments = view.moments(pairs).tolist()
    wanted = [
        len(histories.before(int(user), moment, view.visible))
        for user, moment in zip(pairs.user, moments, strict=True)
    ]
    assert known_before(past, pairs, "user").tolist() == wanted
    fit = set(plan.rows.train.tolist())
    seen = [
        sum(data.item[r] == data.item[row] for r in fit if r < first[data.user[row]])
        for row in pairs.row[:20]
    ]
    assert known_before(past, pairs, "item")[:20].tolist() == seen


@pytest.mark.parametrize("name", ["leave_last", "cold_user"])
def test_a_cut_history_is_the_oldest_rows_that_may_be_known(data, name):
    plan = plan_for(data, settings(split=SplitSettings(name=name)))[0]
    split = plan.rows.split
    for known in (0, 1, 5):
        kept = first_rows(plan, "valid", known).visible
        assert not kept[split.test].any()
        for user in np.unique(data.user[split.valid]):
            mine = np.flatnonzero(kept & (data.user == user))
            assert mine.tolist() == np.flatnonzero(data.user == user)[:known].tolist()


@pytest.mark.parametrize("known", [1, 5])
def test_cut_prompts_are_those_of_cold_user_with_so_many_known_rows(data, known):
    blind = open_variant(data, settings(split=SplitSettings(name="cold_user")))
    knowing = plan_for(data, settings(split=SplitSettings(name="cold_user", known=known)))[0]
    pairs = blind.plan.pairs("test")
    pairs = pairs.take(cut_rows(blind.plan, "test", pairs))
    assert len(pairs) > 40
    cut = blind.plan.knowing("test", first_rows(blind.plan, "test", known))
    assert cut.make(pairs, "test") == knowing.make(pairs, "test")
    assert cut.make(pairs, "test") != blind.plan.make(pairs, "test")


@pytest.mark.parametrize("name", ["leave_last", "cold_user"])
def test_on_every_rung_a_users_rows_are_predicted_from_one_moment(data, name):
    plan = plan_for(data, settings(split=SplitSettings(name=name)))[0]
    pairs = plan.pairs("test")
    kept = pairs.take(cut_rows(plan, "test", pairs, None))
    for known in RUNGS:
        view = first_rows(plan, "test", known)
        past = past_of(data, plan.rows.train, view)
        assert (known_before(past, kept, "user") == known).all()
        moments = view.moments(kept)
        for user in np.unique(kept.user):
            own = kept.user == user
            assert set(moments[own]) == {moments[own].min()}
            assert moments[own].min() <= data.when[kept.row[own]].min()
    running = dataclasses.replace(plan.settings.split, history="running")
    other = plan_for(data, settings(split=running))[0]
    assert np.array_equal(first_rows(other, "test", 5).when, data.when)


@pytest.mark.slow
def test_the_real_model_and_every_baseline_climb_on_the_same_rows(data):
    variant = open_variant(data, settings("minilm", template="They liked {history.liked:3}."))
    plan, pairs = variant.plan, variant.plan.pairs("test")
    pairs = pairs.take(cut_rows(plan, "test", pairs, 60))
    cut = cut_scores(variant, "test", pairs)
    assert np.ptp(cut[0]) < 1e-5 < np.ptp(cut[20])  # nothing known: one prompt for everybody
    ladder = controlled(plan, "test", pairs, {known: {"v": s} for known, s in cut.items()})
    assert [one.known for one in ladder.rungs] == list(RUNGS)
    assert {one.rows for one in ladder.rungs} == {60}
    knn = [one.values["item_knn"].value for one in ladder.rungs]
    assert knn[0] < 0.7 < 0.95 < knn[-1]  # the planted taste shows with the history
    (found,) = ladder.crossings
    assert found.variant == "v" and found.baseline and found.known in RUNGS
    for side in ("user", "item"):
        seen = observed(plan, "test", pairs, {"v": cut[20]}, side=side)
        assert sum(one.rows for one in seen.rungs) == 60


def rungs(users=50, **lines):
    return [
        Rung(
            known=known,
            rows=100,
            users=users,
            values={
                name: Interval(values[at])
                for name, values in {"item_knn": [0] * 3, "als": [0] * 3, **lines}.items()
            },
        )
        for at, known in enumerate((0, 1, 2))
    ]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ({"v": [0.6, 0.6, 0.6]}, Crossing(variant="v")),
        ({"v": [0.6] * 3, "als": [0.5, 0.7, 0.7]}, Crossing(variant="v", baseline="als", known=1)),
        ({"v": [0.6] * 3, "als": [0.7, 0.5, 0.7]}, Crossing(variant="v", baseline="als", known=2)),
        ({"v": [0.6] * 3, "als": [0.7, 0.7, 0.6]}, Crossing(variant="v")),  # a tie is not above
        (
            {"v": [0.6] * 3, "als": [0.5, 0.7, 0.8], "item_knn": [0.5, 0.7, 0.9]},
            Crossing(variant="v", baseline="item_knn", known=1),
        ),
        (
            {"v": [math.nan, 0.6, 0.6], "als": [0.1, 0.7, 0.7]},
            Crossing(variant="v", baseline="als", known=1),
        ),
        ({"v": [0.6] * 3, "user_mean": [0.7] * 3}, Crossing(variant="v")),  # not collaborative
    ],
)
def test_a_crossing_is_the_first_rung_from_which_one_baseline_stays_above(lines, wanted):
    assert crossing(rungs(**lines), "v") == wanted


def test_rungs_of_a_few_users_are_no_crossing():
    assert crossing(rungs(users=19, v=[0.6] * 3, als=[0.9] * 3), "v") == Crossing(variant="v")
