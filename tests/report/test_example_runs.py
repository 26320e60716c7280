"""The example experiments of the install: their data, their scores and what Home says of them."""

from pathlib import Path

import numpy as np
import pytest

from promptrec.cli.explain import for_people
from promptrec.compare.decision import decide
from promptrec.compare.judging import SESOI, Question, judge
from promptrec.data.shipped import open_dataset
from promptrec.errors import StoreError
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.subject import subject_of
from promptrec.explain.truth.verdict import trust_of_fields
from promptrec.judge.candidates import candidates_of
from promptrec.judge.entrants import entrant, groups
from promptrec.judge.opening import variant_of
from promptrec.judge.saved import kept_scores, scores_file
from promptrec.model.variant import Variant
from promptrec.recommend.topk import top_k
from promptrec.report.first_sight import FirstSight, first_sight, of_document
from promptrec.report.voice import run_title
from promptrec.search.summary import winner
from promptrec.store.shipped_runs import add_examples, folders, remove_examples
from promptrec.store.snapshots import ReviewState
from promptrec.store.store import Store

LARGEST = 500_000  # bytes of an adapter


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    found = Store.open(tmp_path_factory.mktemp("examples"))
    assert add_examples(found) == len(folders()) >= 9
    return found


@pytest.fixture(scope="module")
def shown() -> FirstSight:
    found = first_sight()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def variant(store: Store, shown: FirstSight) -> Variant:
    return variant_of(shown.run, store=store)


def test_every_example_is_of_the_data_that_comes_with_it_and_has_its_scores(store: Store) -> None:
    assert {run.settings.dataset for run in store.runs()} == {"movies", "shop", "music", "shop-zh"}
    for run in store.runs():
        assert run.result is not None and run.result.metrics["auc"].value > 0.5
        data = open_dataset(run.settings.dataset)
        assert run.result.fingerprint == data.fingerprint()
        assert kept_scores(scores_file(store.home, run.id), data.fingerprint()) is not None
        weights = store.home / run.checkpoint / "weights.safetensors"
        assert weights.stat().st_size < LARGEST
        assert store.measures(run.id, "loss") and store.log_lines(run.id)


def test_the_search_among_them_has_its_trials_and_cannot_be_changed(store: Store) -> None:
    (search,) = store.searches()
    trials = store.trials(search.id)
    assert search.example and search.search is not None and search.search.weights == "e0002"
    assert winner(trials) is not None and trials[0].settings.template == (
        store.run("e0002").settings.template
    )
    with pytest.raises(StoreError, match="an example"):
        store.go_on(search.id, search.search)
    assert run_title(search, "zh") == "示例：带证据模板的改写"


def test_a_list_was_judged_by_somebody_and_goes_with_the_examples(tmp_path: Path) -> None:
    store, data = Store.open(tmp_path), open_dataset("movies").fingerprint()
    shown = first_sight()
    assert shown is not None
    store.decide(data, shown.user, shown.item, ReviewState.REJECTED)  # before they came
    store.decide(data, "1", "1", ReviewState.APPROVED)
    add_examples(store)
    found = {one.item: one for one in store.reviews(data) if one.user == shown.user}
    assert len(found) == 5 and {one.run for one in found.values()} == {"", "e0002"}
    assert {str(one.state) for one in found.values()} == {"approved", "rejected", "waiting"}
    assert found[shown.item].state is ReviewState.REJECTED  # a person's own word stays
    assert set(found) <= set(open_dataset("movies").items.index)
    remove_examples(store)
    assert [(one.user, one.item) for one in store.reviews(data)] == [
        (shown.user, shown.item),
        ("1", "1"),
    ]


def test_the_command_calls_an_example_in_its_file_as_the_pages_do(
    store: Store, variant: Variant, shown: FirstSight
) -> None:
    for language in ("en", "zh"):
        named = for_people(variant, shown.run, store.home, language)
        assert named.name == run_title(store.run(shown.run), language) != variant.name
    assert for_people(variant, "", store.home, "en") is variant  # an untuned template


def test_no_place_of_the_machine_that_made_them_is_in_an_example() -> None:
    for folder in folders():
        told = (folder / "run.json").read_text(encoding="utf-8")
        assert str(Path.home()) not in told and "/tmp/" not in told and "/work" not in told


def test_the_kept_scores_are_those_of_the_weights(store: Store, variant: Variant) -> None:
    kept = kept_scores(scores_file(store.home, "e0002"), variant.plan.dataset.fingerprint())
    assert kept is not None
    pairs, answers = kept
    again = variant.score(pairs.take(slice(0, 48)), "valid")
    np.testing.assert_allclose(again.score, answers.score[:48], atol=1e-4)


def test_what_home_recommends_is_what_the_model_puts_first(
    variant: Variant, shown: FirstSight
) -> None:
    data = variant.plan.dataset
    user = data.user_code(shown.user)
    assert user is not None
    items = candidates_of(variant.plan, user, shown.of)
    (best,) = top_k(variant, user, items, 1, explain=True)
    assert (best.item_id, best.title, best.prompt) == (shown.item, shown.title, shown.prompt)
    assert (best.place, best.of) == (shown.place, shown.of)
    assert best.probability == pytest.approx(shown.probability, abs=1e-4)
    assert [one.field for one in best.moved] == [one.field for one in shown.moved]
    tested = field_shapley(subject_of(variant, pairs_by_id(data, [(shown.user, shown.item)])))
    assert tested.faithfulness is not None
    assert trust_of_fields(tested, None) == shown.trust


def test_what_home_says_to_do_is_what_the_runs_say(store: Store, shown: FirstSight) -> None:
    runs = [entrant(store, run) for run in shown.compared]
    judged = judge(groups(runs), Question(sesoi=SESOI))
    found = decide(judged)
    assert {name: judged.baselines[name] for name in shown.rules} == pytest.approx(shown.rules)
    assert (found.key, found.names, found.keep) == (
        shown.decision.key,
        shown.decision.names,
        shown.decision.keep,
    )
    assert found.difference == pytest.approx(shown.decision.difference)


def test_a_first_sight_comes_back_from_its_file(shown: FirstSight, tmp_path: Path) -> None:
    import json

    assert of_document(json.loads(shown.to_json())) == shown
    (tmp_path / "torn.json").write_text("{")
    assert first_sight(tmp_path / "torn.json") is None
    assert first_sight(tmp_path / "none.json") is None
