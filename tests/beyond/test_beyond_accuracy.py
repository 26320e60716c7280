"""Lists, groups, flip tests and cost: the same users and candidates for everybody."""

import dataclasses
import json
import math
import shutil

import numpy as np
import pytest

from promptrec.beyond.collect import beyond_accuracy
from promptrec.beyond.flips import flip_test
from promptrec.beyond.lists import baseline_lists, cut, lists_of, make_audience, variant_lists
from promptrec.cli.main import main
from promptrec.data.fieldwords import group_fields, item_words, kind_fields, user_groups
from promptrec.data.loading import load
from promptrec.data.locked import is_locked
from promptrec.errors import DataError
from promptrec.judge.evaluate import evaluate
from promptrec.judge.opening import variant_of
from promptrec.metrics.lists.list_metric import LIST_METRICS
from promptrec.settings import RunSettings, SplitSettings

SPLIT = SplitSettings(name="random")
GENRES = ("Drama", "Comedy", "Action", "Crime")
ABOUT = """name = "town"
like_at = 4
rating_scale = [1, 5]
[fields."user.gender"]
words = { F = "woman", M = "man" }
[fields."item.genres"]
separator = "|"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """90 users, 60 items, 20 ratings each; half of the users are women, three have no profile."""
    place = tmp_path_factory.mktemp("town")
    rng = np.random.default_rng(0)
    users = [f"u{at},{'FM'[at % 2]},{20 + at}" for at in range(87)]
    items = [
        f"i{at},Film {at},{GENRES[at % 4]}{'|War' * (at % 3 == 0)},{'old' if at % 2 else 'new'}"
        for at in range(60)
    ]
    rows = [
        f"u{user},i{item},{rng.integers(1, 6)},{1000 * step + user}"
        for user in range(90)
        for step, item in enumerate(rng.choice(60, 20, replace=False))
    ]
    texts = {
        "users.csv": ["user_id,gender,age", *users],
        "items.csv": ["item_id,title,genres,era", *items],
        "interactions.csv": ["user_id,item_id,rating,timestamp", *rows],
    }
    for name, lines in texts.items():
        (place / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    (place / "dataset.toml").write_text(ABOUT, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def town(folder):
    return load(folder)


@pytest.fixture(scope="module")
def audience(town):
    return make_audience(town, SPLIT, "valid", users=60, text=False)


@pytest.fixture(scope="module")
def variant(town, folder):
    text = "A {user.gender} sees {item.title}, {item.genres}. It is {mask}."
    settings = RunSettings(dataset=str(folder), template=text, model="tiny", split=SPLIT)
    return variant_of(settings, town)


def test_kinds_and_groups_are_found_in_the_data(town):
    assert kind_fields(town) == ["item.genres", "item.era"]
    assert group_fields(town) == ["user.gender"]
    names, table = item_words(town, "item.genres")
    assert names == ("Action", "Comedy", "Crime", "Drama", "War")
    assert table[0].tolist() == [False, False, False, True, True]
    groups = user_groups(town, "user.gender")
    assert (groups.names, groups.group[:2].tolist()) == (("man", "woman"), [1, 0])
    assert (groups.group == -1).sum() == 3
    with pytest.raises(DataError, match="too many"):
        user_groups(town, "user.age")
    with pytest.raises(DataError, match="Nearest"):
        user_groups(town, "user.gendre")


def test_locked_users_get_no_list_on_valid(town, audience):
    locked = is_locked([str(one) for one in town.users.index])
    assert len(audience.users) > 20
    assert not locked[audience.users].any()


def test_every_baseline_is_judged_on_the_same_candidates(variant, audience):
    found = {one.name: one for one in baseline_lists(variant.plan, audience)}
    assert found["popularity"].metrics["serendipity"].value == 0  # it is the primitive
    for one in found.values():
        assert set(one.metrics) == {"ndcg@10", *LIST_METRICS} - {"diversity_text"}
        for own, candidates in zip(one.lists, audience.candidates, strict=True):
            assert len(set(own.tolist())) == 10
            assert np.isin(own, candidates.pairs.item).all()


def test_what_is_expected_knows_the_rows_that_are_history_only_too(folder, tmp_path):
    place = tmp_path / "given"
    shutil.copytree(folder, place)
    head, *rows = (place / "interactions.csv").read_text().splitlines()
    parts = ("train", "", "", "", "test")
    told = [f"{row},{parts[at % 5]}" for at, row in enumerate(rows)]
    (place / "interactions.csv").write_text("\n".join([f"{head},split", *told, ""]))
    split = SplitSettings(name="given")
    settings = RunSettings(
        dataset=str(place), template="{item.title}", model="tiny", method="none", split=split
    )
    of = variant_of(settings)
    everybody = make_audience(of.plan.dataset, split, "test", text=False)
    found = {one.name: one for one in baseline_lists(of.plan, everybody)}
    assert found["popularity"].metrics["serendipity"].value == 0
    assert found["random"].metrics["serendipity"].value > 0


def test_ties_are_broken_by_chance_not_by_relevance(audience):
    same = lists_of("constant", np.zeros(len(audience.pairs)), audience)
    relevant = [
        np.isin(own, items).mean()
        for own, items in zip(same.lists, audience.ground.relevant, strict=True)
    ]
    share = np.mean([one.relevant.mean() for one in audience.candidates])
    assert np.mean(relevant) == pytest.approx(share, abs=0.05)
    assert [one.tolist() for one in cut(np.zeros(len(audience.pairs)), audience.candidates)] == [
        one.tolist() for one in same.lists
    ]


def test_a_variant_gets_lists_gaps_flips_and_cost(town, variant, audience):
    judged = evaluate(variant, "valid")
    shares = []
    found = beyond_accuracy(
        variant,
        audience,
        judged=(judged.pairs, judged.answers),
        groups=user_groups(town, "user.gender"),
        progress=shares.append,
    )
    assert shares == sorted(shares) and shares[-1] == 1
    assert set(found.gaps["accuracy"].groups) == {"man", "woman"}
    assert all(0 < one.p <= 1 for one in found.gaps.values())
    women = user_groups(town, "user.gender").group == 1
    open_rows = ~is_locked([str(one) for one in town.users.index])[judged.pairs.user]
    rows = women[judged.pairs.user] & open_rows
    by_hand = judged.answers.probability[rows].mean()
    assert found.gaps["probability"].groups["woman"].value == pytest.approx(by_hand)
    assert found.cost.tokens > 5 and found.cost.tokens_95 >= found.cost.tokens
    assert found.cost.seconds > 0 and found.cost.megabytes == 0
    assert found.flips.named and found.flips.moved.value > 0
    assert set(found.flips.changes) == {"man → woman", "woman → man"}


def test_a_flip_changes_nothing_where_the_prompt_does_not_name_the_field(town, folder, audience):
    settings = RunSettings(dataset=str(folder), template="{item.title} {mask}", model="tiny")
    plain = variant_of(dataclasses.replace(settings, split=SPLIT), town)
    found = flip_test(plain, audience, user_groups(town, "user.gender"), users=5)
    assert not found.named
    assert (found.places.value, found.moved.value) == (0, 0)


def test_a_flip_swaps_the_word_and_nothing_else(town, variant, audience):
    groups = user_groups(town, "user.gender")
    sets = [one for one in audience.candidates if groups.group[one.user] >= 0][:1]
    one = flip_test(variant, dataclasses.replace(audience, candidates=sets), groups, users=1)
    pairs = sets[0].pairs
    other = 1 - groups.group[sets[0].user]
    twin = int(np.flatnonzero(groups.group == other)[0])  # the prompt names nothing else of a user
    swapped = dataclasses.replace(pairs, user=np.full(len(pairs), twin))
    change = variant.score(swapped, "valid").score - variant.score(pairs, "valid").score
    assert one.moved.value == pytest.approx(np.abs(change).mean(), rel=1e-4)


def test_the_command_line_says_it_too(folder, tmp_path, capsys):
    arguments = ["evaluate", str(folder), "--template", "{user.gender}: {item.title}", "--model"]
    more = ["tiny", "--split", "random", "--ranking-users", "30", "--max-test", "200"]
    home = ["--home", str(tmp_path), "--json"]
    code = main([*arguments, *more, "--lists", "--groups", "user.gender", *home])
    document = json.loads(capsys.readouterr().out)
    assert code == 0
    assert document["lists"]["field"] == "item.genres"
    assert "popularity" in document["lists"]["baselines"]
    assert document["groups"]["measures"]["accuracy"]["users"].keys() == {"man", "woman"}
    assert document["groups"]["flips"]["named"] is True


@pytest.mark.slow
def test_the_real_model_is_measured_on_real_households():
    settings = RunSettings(
        dataset="shop", template="A {user.marriage} shopper. {item.title}: {mask}.", method="none"
    )
    from promptrec.data.shipped import open_dataset

    shop = open_dataset("shop")
    variant = variant_of(settings, shop)
    audience = make_audience(shop, settings.split, "valid", users=6, text=False)
    found = variant_lists(variant, audience)
    assert all(math.isfinite(found.metrics[name].value) for name in ("diversity", "novelty"))
    flips = flip_test(variant, audience, user_groups(shop, "user.marriage"), users=3)
    assert flips.named and flips.moved.value > 0
