"""co_rated: the evidence of templates as a rule, and nothing newer."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from promptrec.baselines.catalogue import names_for
from promptrec.baselines.past import known_past, past_of
from promptrec.baselines.run import baseline_scores, worths
from promptrec.baselines.start import rule_start
from promptrec.compare.rows import best_fed
from promptrec.compare.sides import baselines_of
from promptrec.data.dataset import About, Dataset
from promptrec.data.evidence import Meetings, co_rated, pasts_of, together
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.metrics.auc import auc
from promptrec.model.planning import plan_for
from promptrec.settings import RunSettings, SplitSettings


def circles(users=80, items=40, n=3000, seed=0):
    """Most people meet items of one kind; what they like has nothing to do with that."""
    rng = np.random.default_rng(seed)
    user = rng.integers(0, users, n)
    kind = (user + (rng.random(n) < 0.2)) % 2
    liked = (user // 2) % 2 == kind
    names = [f"i{code}" for code in range(items)]
    return Dataset(
        About(name="circles"),
        users=pd.DataFrame(index=[f"u{code}" for code in range(users)]),
        items=pd.DataFrame({"title": names}, index=names),
        interactions=pd.DataFrame(
            {
                "user": user,
                "item": 2 * rng.integers(0, items // 2, n) + kind,
                "label": (rng.random(n) < np.where(liked, 0.95, 0.05)) * 1.0,
            }
        ),
    )


@pytest.fixture(scope="module")
def planted():
    data = circles()
    return data, make_split(data, SplitSettings())


def said(data, split, rows, part="test"):
    past = past_of(data, split.train, split.view(part))
    return worths(past, pairs_of(data, rows), ["co_rated"])["co_rated"]


def test_it_is_the_share_that_templates_say(planted):
    data, split = planted
    pairs = pairs_of(data, split.test)
    pasts = pasts_of(data, pairs, split.view("test"))
    wanted = co_rated(together(Meetings(data, split.train), pasts))
    assert expit(said(data, split, split.test)) == pytest.approx(wanted)


def test_tastes_are_found_by_who_met_what_alone(planted):
    data, split = planted
    pairs = pairs_of(data, split.test)
    scores = baseline_scores(data, split, "test", pairs, split.train, ["co_rated"])["co_rated"]
    assert auc(pairs.label, scores) > 0.85
    others = data.interactions.copy()
    own = data.user == data.user[split.test[0]]
    others.loc[~own, "label"] = 1.0 - others.loc[~own, "label"]  # what others liked is not asked
    rows = split.test[own[split.test]]
    told = dataclasses.replace(data, interactions=others)
    assert (said(data, split, rows) == said(told, split, rows)).all()


def test_rows_at_the_moment_or_later_change_nothing(planted):
    data, split = planted
    row = int(split.valid[len(split.valid) // 2])
    late = data.when >= split.view("valid").when[row]
    rng = np.random.default_rng(1)
    changed = data.interactions.copy()
    changed.loc[late, "label"] = 1.0 - changed.loc[late, "label"]
    elsewhere = late & (np.arange(len(data.user)) != row)
    changed.loc[elsewhere, "item"] = rng.integers(0, 40, elsewhere.sum())
    told = dataclasses.replace(data, interactions=changed)
    one = np.array([row])
    assert (said(data, split, one, "valid") == said(told, split, one, "valid")).all()


def test_where_everything_is_a_like_there_is_no_share_to_tell(planted):
    data, _ = planted
    likes = dataclasses.replace(
        data, interactions=data.interactions.assign(label=1.0), implicit=True
    )
    assert "co_rated" in names_for(data) and "co_rated" not in names_for(likes)


def under(data, statistics):
    """What rules know beside a run that learns from 120 rows."""
    settings = RunSettings(
        dataset="circles",
        template="{item.title}",
        model="tiny",
        max_train=120,
        statistics=statistics,
    )
    plan = plan_for(data, settings)[0]
    return plan, known_past(data, plan.rows, plan.rows.split.view("valid"))


def test_unlabelled_rows_of_others_say_who_met_what_and_nothing_else(planted):
    data, _ = planted
    plan, past = under(data, "unlabelled")
    pairs = plan.pairs("valid")
    pasts = pasts_of(data, pairs, plan.rows.split.view("valid"))
    seen = np.flatnonzero(plan.rows.split.visible["train"])
    found = worths(past, pairs, ["co_rated"])["co_rated"]
    wanted = co_rated(together(Meetings(data, seen), pasts))
    assert expit(found) == pytest.approx(wanted)
    assert (found != worths(under(data, "labelled")[1], pairs, ["co_rated"])["co_rated"]).any()
    assert auc(pairs.label, found) > 0.85  # of 120 labelled rows alone nobody would know it
    tables = baselines_of(plan, "valid", pairs)
    start = rule_start("co_rated", data)(plan, pairs, "valid")
    assert (tables["co_rated"] == start).all()


def test_ratings_that_unlabelled_does_not_know_change_no_rule_that_counts(planted):
    data, _ = planted
    plan, past = under(data, "unlabelled")
    user = int(plan.pairs("valid").user[0])
    free = np.setdiff1d(np.flatnonzero(data.user != user), plan.rows.train)
    changed = data.interactions.copy()
    changed.loc[free, "label"] = 1.0 - changed.loc[free, "label"]
    told = dataclasses.replace(data, interactions=changed)
    again, after = under(told, "unlabelled")
    mine = np.flatnonzero(plan.pairs("valid").user == user)
    names = ["co_rated", "item_mean", "like_share", "item_knn"]
    before = worths(past, plan.pairs("valid").take(mine), names)
    later = worths(after, again.pairs("valid").take(mine), names)
    assert all((before[name] == later[name]).all() for name in names)


def test_of_two_runs_that_rate_the_same_rows_the_rules_know_those_that_met_more(planted):
    data, _ = planted
    labelled, unlabelled = under(data, "labelled")[0], under(data, "unlabelled")[0]
    for plans in ((labelled, unlabelled), (unlabelled, labelled)):
        assert best_fed(plans) is unlabelled
