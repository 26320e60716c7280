"""Labels that say nothing: whatever counts likes of the past must come out at one half.

The labels (with their ratings) of a part are shuffled, over all rows or inside each user's. What is
predicted without them then orders liked and disliked rows by chance, and how far chance goes is
known exactly: the variance of the rank sum, with ties (Lehmann 1975, Nonparametrics, p. 20).
"""

import dataclasses

import numpy as np
import pytest
from data_strategies import with_true_effects
from scipy.stats import rankdata

import promptrec as pr
from promptrec.baselines.catalogue import BASELINES
from promptrec.baselines.run import baseline_scores
from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.metrics.auc import user_auc
from promptrec.model.variant import open_variant
from promptrec.settings import RunSettings, SplitSettings

USERS, ROWS, ITEMS = 2000, 20, 60
COUNTED = tuple(name for name, entry in BASELINES.items() if not entry.learned)
WEIGHED = ("content", "stack")  # these need real weights
WITHOUT_WEIGHTS = tuple(name for name in BASELINES if name not in WEIGHED)
SUMMARIES = "The user {history.summary}. The film {item.summary}. {item.title}"
EVIDENCE = (
    "The user {history.alike:10}. {history.alike_liked:5} {history.alike_disliked:5} "
    "The film {item.likeminded}. It {item.popularity}. {item.also:3}"
)
SIMILAR = (
    "The user {history.similar:10}. {history.similar_liked:5} {history.similar_disliked:5} "
    "{item.title}"
)


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Ratings with a true effect of the user and of the item, 20 a user, in the order of time."""
    return with_true_effects(USERS, ROWS, ITEMS, mean=3.2)


def shuffled(data: Dataset, rows, *, within: bool, seed: int = 0) -> Dataset:
    """The data with the labels and ratings of these rows shuffled; within: inside each user's."""
    drawn = np.random.default_rng(seed).permutation(rows)
    places = np.asarray(rows)
    if within:
        places = places[np.argsort(data.user[places], kind="stable")]
        drawn = drawn[np.argsort(data.user[drawn], kind="stable")]
    changed = data.interactions.copy()
    for column in ("label", "rating"):
        values = changed[column].to_numpy().copy()
        values[places] = values[drawn]
        changed[column] = values
    return dataclasses.replace(data, interactions=changed)


def by_chance(label, score):
    """Variance of the AUC of these rows over all orders of their labels."""
    rows, liked = len(label), label.sum()
    pairs = liked * (rows - liked)
    ties = np.unique(rankdata(score), return_counts=True)[1].astype(float)
    correction = (ties**3 - ties).sum() / (rows * (rows - 1))
    return (rows + 1 - correction) / (12 * pairs)


def pooled(user, label, score):
    """AUC over all rows and its standard error by chance."""
    area = user_auc(np.zeros_like(user), label, score).auc[0]
    return area, np.sqrt(by_chance(label, score))


def gauc(user, label, score):
    """AUC within users, by rows, and its standard error by chance."""
    each = user_auc(user, label, score)
    counted = np.unique(user)[each.counts]
    weight = each.rows[each.counts] / each.rows[each.counts].sum()
    rows = [np.flatnonzero(user == one) for one in counted]
    variance = np.array([by_chance(label[at], score[at]) for at in rows])
    return each.mean(each.rows), np.sqrt((weight**2 * variance).sum())


def distances(data, settings, part, names, *, within):
    """Per rule how many standard errors its AUC on shuffled labels is away from one half."""
    rows = getattr(make_split(data, settings), part)
    told = shuffled(data, rows, within=within)
    split, pairs = make_split(told, settings), pairs_of(told, rows)
    scores = baseline_scores(told, split, part, pairs, split.train, names)
    measure = gauc if within else pooled
    return {name: away(*measure(pairs.user, pairs.label, one)) for name, one in scores.items()}


def away(value, error):
    """Standard errors between a value and one half; 0 for one half itself."""
    return 0.0 if abs(value - 0.5) < 1e-9 else (value - 0.5) / error


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("part", ["valid", "test"])
def test_every_rule_is_at_one_half_where_labels_say_nothing(data, part, within):
    found = distances(data, SplitSettings(), part, WITHOUT_WEIGHTS, within=within)
    assert max(map(abs, found.values())) < 3, found


@pytest.mark.slow
@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("part", ["valid", "test"])
def test_so_are_the_rule_that_reads_texts_and_the_stack_of_all(data, part, within):
    found = distances(data, SplitSettings(), part, WEIGHED, within=within)
    assert max(map(abs, found.values())) < 3, found


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("name", ["temporal", "random", "cold_user", "cold_item"])
def test_counts_and_means_are_at_one_half_under_every_split(data, name, within):
    settings = SplitSettings(name=name, known=2 if name == "cold_user" else 0)
    found = distances(data, settings, "test", COUNTED, within=within)
    assert max(map(abs, found.values())) < 3, found


def test_running_histories_bend_the_share_of_likes_within_users(data):
    settings = SplitSettings(history="running")
    found = distances(data, settings, "valid", ["like_share", "user_mean"], within=True)
    assert max(found.values()) < -10


@pytest.mark.parametrize(
    ("template", "statistics"),
    [
        (SUMMARIES, "known"),
        (EVIDENCE, "known"),
        (EVIDENCE, "unlabelled"),
        pytest.param(SIMILAR, "known", marks=pytest.mark.slow),  # reads texts with real weights
    ],
    ids=["summaries", "evidence", "unlabelled evidence", "similar"],
)
@pytest.mark.parametrize("within", [False, True])
def test_an_untuned_model_that_reads_what_is_known_is_at_one_half(
    data, within, template, statistics
):
    settings = RunSettings(
        dataset="made",
        template=template,
        statistics=statistics,
        model="tiny",
        head="classifier",
        method="none",
        max_valid=2000,
    )
    told = shuffled(data, make_split(data, settings.split).valid, within=within)
    variant = open_variant(told, settings)
    pairs = variant.plan.pairs("valid")
    scores = variant.score(pairs, "valid").score
    measure = gauc if within else pooled
    assert np.ptp(scores) > 0
    assert abs(away(*measure(pairs.user, pairs.label, scores))) < 3


@pytest.mark.parametrize("within", [False, True])
def test_the_share_of_likes_is_at_one_half_on_real_films(within):
    films = pr.open_dataset("movies")
    found = distances(films, SplitSettings(), "valid", ["like_share", "item_mean"], within=within)
    assert max(map(abs, found.values())) < 3, found
    if within:
        bent = distances(
            films, SplitSettings(history="running"), "valid", ["like_share"], within=True
        )
        assert bent["like_share"] < -10
