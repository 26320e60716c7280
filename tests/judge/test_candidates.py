"""One set of candidates for everybody who ranks, and how many there really are."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from data_strategies import datasets, small
from hypothesis import given
from hypothesis import strategies as st

import promptrec as pr
from promptrec.baselines.catalogue import names_for
from promptrec.cli.main import main
from promptrec.compare.entrants import candidates
from promptrec.compare.evaluate import beside, evaluate
from promptrec.compare.lists import make_audience, variant_lists
from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.data.locked import locked_users
from promptrec.errors import DataError
from promptrec.examples.learning import learning_of, unlabelled_pairs
from promptrec.judge.candidate_counts import CandidateCounts
from promptrec.judge.candidates import CandidateSets, candidate_sets
from promptrec.model.variant import Variant, open_variant
from promptrec.settings import RunSettings, SplitSettings

GIVEN = SplitSettings(name="given")
TWO = SplitSettings(name="cross_domain", source="a", target="b", target_rows=8)


def written(
    folder: Path, rows: list[str], items: list[str], header: str = "user_id,item_id,label,timestamp"
) -> Dataset:
    """A data set of these lines."""
    lines = {
        "items.csv": ["item_id,title,kind", *items],
        "interactions.csv": [header, *rows],
        "dataset.toml": ['name = "made"', 'domain = "kind"'],
    }
    for name, own in lines.items():
        (folder / name).write_text("\n".join([*own, ""]), encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def two_domains(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """40 users with 10 of 20 items in each of the domains a and b, one of them with all of b."""
    rng = np.random.default_rng(0)
    rows = []
    for user in range(40):
        for domain in "ab":
            size = 20 if (user, domain) == (3, "b") else 10
            rows += [
                f"u{user},{domain}{item},{int(rng.random() < 0.6)},{100 * at + user}"
                for at, item in enumerate(rng.choice(20, size, replace=False))
            ]
    items = [f"{domain}{at},Title {domain}{at},{domain}" for domain in "ab" for at in range(20)]
    return written(tmp_path_factory.mktemp("two"), rows, items)


def opened(dataset: Dataset, split: SplitSettings, **more: object) -> Variant:
    settings = RunSettings(
        dataset="made",
        template="{item.title} {mask}",
        model="tiny",
        method="none",
        split=split,
        **more,  # type: ignore[arg-type]
    )
    return open_variant(dataset, settings)


def as_sets(found: CandidateSets) -> dict[int, tuple[list[int], list[bool], int]]:
    """By user: items, which are relevant, the row."""
    return {
        one.user: (one.pairs.item.tolist(), one.relevant.tolist(), int(one.pairs.row[0]))
        for one in found.sets
    }


@given(datasets(), st.integers(0, 5))
def test_candidates_are_a_users_positives_and_unseen_items(dataset: Dataset, seed: int) -> None:
    split = SplitSettings(name="random", seed=seed)
    rows = np.arange(len(dataset.interactions))
    found = candidate_sets(dataset, split, rows, users=3)
    positive = dataset.label > 0
    liking = set(dataset.user[positive].tolist())
    free = {user: set(range(len(dataset.items))) - met(dataset, user) for user in liking}
    assert len(found) == min(3, sum(bool(own) for own in free.values()))
    assert found.left_out == sum(not own for own in free.values())
    for one in found.sets:
        own = dataset.user == one.user
        assert set(one.pairs.item[one.relevant]) == set(dataset.item[own & positive])
        drawn = one.pairs.item[~one.relevant]
        assert set(drawn) == free[one.user]  # under 99
        assert len(set(drawn)) == len(drawn)
        assert len(set(one.pairs.row)) == 1
        assert dataset.when[one.pairs.row[0]] == dataset.when[own].min()


def met(dataset: Dataset, user: int) -> set[int]:
    return set(dataset.item[dataset.user == user].tolist())


def test_a_users_negatives_do_not_depend_on_who_else_is_ranked(two_domains: Dataset) -> None:
    rows = np.arange(len(two_domains.user))
    few = as_sets(candidate_sets(two_domains, GIVEN, rows, users=5))
    many = as_sets(candidate_sets(two_domains, GIVEN, rows))
    assert len(few) == 5 and len(many) == 40
    assert all(many[user] == own for user, own in few.items())


def test_a_sample_of_users_is_filled_with_users_who_have_something_unseen() -> None:
    users = [0] * 4 + [1, 1, 2, 2]
    dataset = small(users, [0, 1, 2, 3, 0, 1, 2, 3], range(8), [1] * 8)
    for seed in range(5):
        found = candidate_sets(dataset, SplitSettings(seed=seed), np.arange(8), users=2)
        assert [one.user for one in found.sets] == [1, 2]
        assert found.left_out == 1


@pytest.mark.parametrize("implicit", [False, True])
def test_one_item_in_the_catalogue_leaves_nobody(implicit: bool) -> None:
    dataset = small([0, 1], [0, 0], [1, 2], [1, 1], implicit=implicit)
    found = candidate_sets(dataset, GIVEN, np.arange(2))
    assert (len(found), found.left_out) == (0, 2)
    assert found.counts.words == "nobody counts; 2 users with nothing unseen left out"


@pytest.mark.parametrize("split", [SplitSettings(), SplitSettings(name="random", seed=3), TWO])
def test_evaluate_compare_and_lists_rank_the_same_candidates(
    two_domains: Dataset, split: SplitSettings
) -> None:
    variant = opened(two_domains, split)
    found = evaluate(variant, "valid", ranked_users=25)
    audience = make_audience(two_domains, split, "valid", users=25, kind="", text=False)
    compared = candidates(variant.plan, confirm=False, users=25)
    assert found.ranking is not None
    everyone = as_sets(found.ranking.candidates)
    assert everyone == as_sets(compared)
    assert everyone == as_sets(CandidateSets(tuple(audience.candidates), audience.counts.left_out))
    lists = variant_lists(variant, audience)
    assert lists.metrics["ndcg@10"] == found.metrics["ndcg@10"]
    if split is TWO:
        kinds = two_domains.items["kind"].to_numpy()[found.ranking.candidates.pairs.item]
        assert set(kinds) == {"b"}
        assert audience.ground.available.sum() <= 20


def test_confirming_is_a_choice_of_rows_not_another_rule(two_domains: Dataset) -> None:
    variant = opened(two_domains, TWO)
    found = evaluate(variant, "test", ranked_users=1000)
    assert found.ranking is not None
    everyone = as_sets(found.ranking.candidates)
    locked = locked_users(two_domains)
    confirmed = as_sets(candidates(variant.plan, confirm=True, users=1000))
    assert confirmed == {user: own for user, own in everyone.items() if locked[user]}
    assert 3 not in everyone  # has met every item of the target domain
    assert found.ranking.candidates.left_out == 1


def test_baselines_order_the_candidates_of_the_variant(two_domains: Dataset) -> None:
    variant = opened(two_domains, TWO)
    found = evaluate(variant, "test", ranked_users=25)
    every = beside(variant.plan, found)
    assert set(every) == set(names_for(two_domains))
    assert all("ndcg@10" in metrics for metrics in every.values())


def test_an_implicit_pair_that_was_sampled_is_no_positive(tmp_path: Path) -> None:
    rows = [f"u{user},i{(user + at) % 8},{at}" for user in range(30) for at in range(6)]
    rows += [f"u30,i{at},{at}" for at in range(8)]  # has met everything
    items = [f"i{at},Title {at},x" for at in range(8)]
    dataset = written(tmp_path, rows, items, "user_id,item_id,timestamp")
    variant = opened(dataset, SplitSettings(name="random"), negatives=2)
    found = evaluate(variant, "test", ranked_users=50)
    assert found.ranking is not None
    for one in found.ranking.candidates.sets:
        assert set(one.pairs.item[one.relevant]) <= met(dataset, one.user)
        assert not set(one.pairs.item[~one.relevant]) & met(dataset, one.user)
        assert (~one.relevant).sum() == 2
    counts = found.ranking.candidates.counts
    assert counts.left_out <= 1 and counts.least == counts.most == 2
    assert counts.short == counts.users  # at most 8 items
    assert "2 unseen items (99 asked for)" in counts.words
    assert "all candidates of" in counts.words and "hr@10" in counts.words


def test_a_recommendation_never_leaves_the_target_domain(two_domains: Dataset) -> None:
    variant = opened(two_domains, TWO)
    plan = variant.plan
    for user in (-1, 0, 3):
        items = pr.candidates_of(plan, user)
        assert set(two_domains.items["kind"].to_numpy()[items]) <= {"b"}
        assert not set(items) & met(two_domains, user)
        shown = pr.top_k(variant, user, pr.candidates_of(two_domains, user), 50)
        assert {one.item_id for one in shown} == set(two_domains.items.index[items])
    assert len(pr.candidates_of(plan, 3)) == 0
    assert len(pr.candidates_of(plan, 0, at_most=4, seed=1)) == 4
    assert len(pr.candidates_of(opened(two_domains, SplitSettings()).plan, -1)) == 40


def test_questions_are_about_items_of_the_target_domain(two_domains: Dataset) -> None:
    plan = opened(two_domains, TWO).plan
    kinds = two_domains.items["kind"].to_numpy()[unlabelled_pairs(plan, 60).item]
    assert set(kinds) == {"b"}


def test_items_to_beat_are_of_the_domain_of_the_liked_one(two_domains: Dataset) -> None:
    plan = opened(two_domains, TWO, loss="bpr", negatives=8).plan
    learned = learning_of(plan)
    kinds = two_domains.items["kind"].to_numpy()[learned.pairs.item]
    fresh = learned.pairs.sampled
    assert learned.group is not None and fresh.any()
    best = learned.pairs.label == 1
    liked = dict(zip(learned.group[best], kinds[best], strict=True))
    beaten = zip(learned.group[fresh], kinds[fresh], strict=True)
    assert all(liked[group] == kind for group, kind in beaten)


@pytest.mark.parametrize(
    ("counts", "english"),
    [
        ((200, 0, 99, 99, 99, 0), "200 users, each one's positives and 99 unseen items"),
        (
            (12, 4, 99, 3, 12, 0),
            "12 users, each one's positives and 3 to 12 unseen items (99 asked for); "
            "4 users with nothing unseen left out",
        ),
        (
            (1, 1, 99, 1, 1, 1),
            "1 user, each one's positives and 1 unseen item (99 asked for); "
            "1 user with nothing unseen left out; all candidates of 1 user fit into the first 10, "
            "where hr@10 and recall@10 are 1 in any order",
        ),
        ((3, 0, 99, 7, 7, 0), "3 users, each one's positives and 7 unseen items (99 asked for)"),
        ((0, 0, 99, 0, 0, 0), "nobody counts; no user has a liked row here"),
    ],
)
def test_the_sentence_says_how_many_there_were(counts: tuple[int, ...], english: str) -> None:
    found = CandidateCounts(*counts).words
    assert found == english
    chinese = found.in_language("zh")
    assert "unseen" not in chinese and "user" not in chinese
    assert not any(sign in chinese for sign in "{}")


def every_item_is_met(folder: Path, more_items: int = 0) -> Dataset:
    """24 users, each with all of 6 items; more items: met by nobody."""
    rng = np.random.default_rng(1)
    rows = [
        f"u{user},i{item},{int(rng.random() < 0.7)},{at}"
        for user in range(24)
        for at, item in enumerate(rng.permutation(6))
    ]
    items = [f"i{at},Title {at},x" for at in range(6 + more_items)]
    return written(folder, rows, items)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main([*arguments])
    return code, capsys.readouterr().out


def test_a_metric_that_nobody_counts_for_is_null(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    every_item_is_met(tmp_path)
    call = ["evaluate", str(tmp_path), "--template", "{item.title} {mask}", "--model", "tiny"]
    call += ["--home", str(tmp_path / "home"), "--split", "random"]
    code, out = said(capsys, *call, "--json")
    document = json.loads(out)
    null = {"value": None, "low": None, "high": None}
    assert code == 0
    for metrics in (document["metrics"], *document["baselines"].values()):
        assert metrics["ndcg@10"] == metrics["hr@10"] == null
        assert metrics["auc"] != null
    assert document["users_counted"]["ndcg@10"] == 0
    assert document["ranking"].startswith("sampled: nobody counts; ")
    assert document["candidates"]["left_out"] > 0
    code, out = said(capsys, *call)
    assert code == 0 and "nobody counts" in out and "99 unseen" not in out and "nan" not in out
    code, out = said(capsys, *call, "--lists", "--json")
    assert code == 2 and "nobody counts" in json.loads(out)["error"]


def test_the_command_says_the_real_number_of_unseen_items(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    every_item_is_met(tmp_path, more_items=2)
    call = ["evaluate", str(tmp_path), "--template", "{item.title} {mask}", "--model", "tiny"]
    call += ["--home", str(tmp_path / "home"), "--split", "random", "--lists", "--json"]
    code, out = said(capsys, *call, "--max-test", "12")
    document = json.loads(out)
    users = document["candidates"]["users"]
    assert code == 0
    assert document["ranking"].startswith(f"sampled: {users} users, each one's positives and 2 ")
    assert "2 unseen items (99 asked for)" in document["lists"]["candidates"]
    assert document["lists"]["users"] == users
    assert document["lists"]["available_items"] <= 8
    assert document["users_counted"]["ndcg@10"] == users
    assert document["lists"]["metrics"]["ndcg@10"] == document["metrics"]["ndcg@10"]


def test_a_comparison_without_candidates_says_why(tmp_path: Path) -> None:
    variant = opened(every_item_is_met(tmp_path), SplitSettings(name="random"))
    with pytest.raises(DataError, match="nobody counts") as caught:
        candidates(variant.plan, confirm=False, users=50)
    assert caught.value.sentence.key == "sentence.nothing_to_rank"


def test_a_row_with_another_users_item_changes_nobody_elses_candidates() -> None:
    dataset = small([0, 0, 1, 1], [0, 1, 2, 3], range(4), [1, 0, 1, 1])
    whole = as_sets(candidate_sets(dataset, GIVEN, np.arange(4)))
    half = as_sets(candidate_sets(dataset, GIVEN, np.array([0, 1])))
    assert half == {0: whole[0]}
    other = dataclasses.replace(GIVEN, seed=1)
    assert set(as_sets(candidate_sets(dataset, other, np.arange(4)))) == {0, 1}
