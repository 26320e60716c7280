"""co_rated: the evidence of templates as a rule, and nothing newer."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from promptrec.baselines.catalogue import names_for
from promptrec.baselines.past import past_of
from promptrec.baselines.run import baseline_scores, worths
from promptrec.data.dataset import About, Dataset
from promptrec.data.evidence import Meetings, co_rated, pasts_of, together
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.metrics.auc import auc
from promptrec.settings import SplitSettings


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
