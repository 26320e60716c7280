"""At most two language models are in memory, however many variants and subjects are open."""

import gc

import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.subject import subject_of
from promptrec.explain.truth.random_weights import for_a_while, with_random_weights
from promptrec.judge.opening import variant_of
from promptrec.model.network.network import Network
from promptrec.model.shelf import MOST, SHELF, ScorerShelf
from promptrec.model.variant import Variant, open_variant
from promptrec.settings import RunSettings


@pytest.fixture(scope="module")
def data(tiny_folder):
    return load(tiny_folder)


def networks() -> int:
    gc.collect()
    return sum(type(one) is Network for one in gc.get_objects())


def opened(data: Dataset, seed: int) -> Variant:
    settings = RunSettings(dataset="tiny", template="{item.title}", model="tiny", seed=seed)
    return variant_of(settings, data)


def test_many_open_variants_and_subjects_hold_two_models_and_score_as_before(
    data: Dataset,
) -> None:
    before = networks() - len(SHELF._scorers)
    variants = [opened(data, seed) for seed in range(5)]
    pair = pairs_by_id(data, [("u1", "i2")])
    first = [float(one.score(pair, None).score[0]) for one in variants]
    subjects = [subject_of(one, pair) for one in variants]
    strangers = [with_random_weights(one, 1) for one in subjects[:3]]
    assert len(set(first)) == 5 and len({one.score for one in strangers}) == 3
    assert networks() - before <= MOST
    assert [float(one.score(pair, None).score[0]) for one in variants] == first
    assert networks() - before <= MOST


def test_a_variant_without_a_shelf_keeps_its_own_model(data: Dataset) -> None:
    settings = RunSettings(dataset="tiny", template="{item.title}", model="tiny")
    own, other = open_variant(data, settings), open_variant(data, settings)
    assert own.scorer is own.scorer and own.scorer is not other.scorer


def test_equal_variants_share_a_model(data: Dataset) -> None:
    assert opened(data, 0).scorer is opened(data, 0).scorer


def test_the_shelf_lets_go_before_it_loads() -> None:
    shelf, there = ScorerShelf(2), []

    def load() -> object:
        there.append(len(shelf._scorers))
        return object()

    for key in "abcab":
        shelf.take(key, load)  # type: ignore[arg-type]
    assert there == [0, 1, 1, 1, 1]


def test_a_model_of_a_test_is_let_go_of_when_the_test_is_over(data: Dataset) -> None:
    own = opened(data, 1)
    subject = subject_of(own, pairs_by_id(data, [("u1", "i2")]))
    assert subject.score is not None
    before = set(SHELF._scorers)
    with for_a_while(subject, 1) as stranger:
        assert stranger.score != subject.score
        assert set(SHELF._scorers) - before
    assert set(SHELF._scorers) <= before
