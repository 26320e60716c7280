"""One set of candidates for everybody who ranks, and how many there really are."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from data_strategies import datasets, small
from hypothesis import given
from hypothesis import strategies as st
from judge_data import opened, written

import promptrec as pr
from promptrec.baselines.catalogue import names_for
from promptrec.beyond.lists import make_audience, variant_lists
from promptrec.data.dataset import Dataset
from promptrec.data.locked import locked_users
from promptrec.examples.learning import learning_of, unlabelled_pairs
from promptrec.judge.candidates import CandidateSets, candidate_sets
from promptrec.judge.entrants import Entrant, candidates, scored_candidates
from promptrec.judge.evaluate import beside, evaluate
from promptrec.judge.saved import keep_scores, of_candidates, same_pairs, scores_file
from promptrec.settings import SplitSettings
from promptrec.store.store import Store

GIVEN = SplitSettings(name="given")
TWO = SplitSettings(name="cross_domain", source="a", target="b", target_rows=8)


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


def test_kept_scores_of_other_candidates_are_not_read(two_domains: Dataset, tmp_path: Path) -> None:
    variant = opened(two_domains, TWO)
    run = Store.open(tmp_path).queue(variant.settings)
    one = Entrant(run, variant, tmp_path)
    pairs = candidates(variant.plan, confirm=False, users=25).pairs
    file = scores_file(tmp_path, run.id, of_candidates(25))
    old = pairs.take(np.arange(len(pairs) - 3))
    keep_scores(file, old, variant.score(old, "valid"), one.fingerprint)
    found, answers = scored_candidates(one, pairs, 25)
    assert same_pairs(found, pairs) and len(answers.score) == len(pairs)
    closed = dataclasses.replace(variant, load=lambda: pytest.fail("kept scores are enough"))
    broken = dataclasses.replace(one, variant=closed)
    again, kept = scored_candidates(broken, pairs, 25)
    assert same_pairs(again, pairs) and np.array_equal(kept.score, answers.score)


def test_a_row_with_another_users_item_changes_nobody_elses_candidates() -> None:
    dataset = small([0, 0, 1, 1], [0, 1, 2, 3], range(4), [1, 0, 1, 1])
    whole = as_sets(candidate_sets(dataset, GIVEN, np.arange(4)))
    half = as_sets(candidate_sets(dataset, GIVEN, np.array([0, 1])))
    assert half == {0: whole[0]}
    other = dataclasses.replace(GIVEN, seed=1)
    assert set(as_sets(candidate_sets(dataset, other, np.arange(4)))) == {0, 1}
