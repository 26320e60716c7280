"""Halving, proposals, composed templates and summaries, without any model."""

import dataclasses
import json
import math

import pytest

from promptrec.cli.parts.search_output import as_text, document
from promptrec.data.loading import load
from promptrec.data.shipped import open_dataset
from promptrec.errors import SettingsError
from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.prompt.parse import check_fields
from promptrec.prompt.template import Template
from promptrec.records import Measure
from promptrec.search.aim import aimed, beside_in, first_aim
from promptrec.search.fragments import candidates, compose, user_columns
from promptrec.search.halving import rungs, survivors
from promptrec.search.space import check_space, confirmed_settings, settings_for
from promptrec.search.study import importance, propose
from promptrec.search.summary import best_so_far, effects, winner
from promptrec.settings import RunSettings, SearchedTemplate, SearchSettings
from promptrec.store.snapshots import Run, RunState, Trial, TrialState

BASE = RunSettings(dataset="movies", template="{item.title}", template_name="title")
A = SearchedTemplate(name="a", text="{item.title}")
B = SearchedTemplate(name="b", text="{item.title} {mask}", verbalizer="good/bad")


def trial(number, value, state=TrialState.COMPLETE, rung=0, **parameters):
    return Trial(
        number=number,
        state=state,
        parameters=parameters,
        settings=BASE,
        value=value,
        rung=rung,
        curve=() if value is None else (value,),
    )


def search_of(**given):
    return SearchSettings(**{"base": BASE, "templates": (A, B), **given})


def carried_through(search, count, value_of):
    done = []
    while len(done) < count:
        proposal = propose(search, done)
        if proposal is None:
            break
        value = value_of(proposal.parameters)
        done.append(trial(len(done), value, **proposal.parameters))
    return done


def test_settings_of_a_search_come_back_from_json():
    search = search_of(learning_rates=(1e-5, 1e-3), methods=("lora", "head"), seconds=3.5)
    assert SearchSettings.from_json(search.to_json()) == search


def test_a_search_goes_by_what_verdicts_go_by_unless_it_begins_on_few_rows():
    assert search_of().metric == search_of(kind="edits", templates=(A,)).metric == MAIN
    assert search_of(kind="templates").metric == BESIDE
    assert search_of(metric="accuracy").metric == "accuracy"
    before = json.loads(search_of(metric="auc").to_json())
    assert SearchSettings.from_json(json.dumps(before)).metric == "auc"


def test_a_search_goes_by_auc_where_nobody_has_liked_and_disliked_rows(tmp_path):
    def data_of(name, label):
        folder = tmp_path / name
        folder.mkdir()
        items = ["item_id,title", *(f"i{at},Film {at}" for at in range(40))]
        rows = [f"u{at % 40},i{at // 40},{label(at)},{at}" for at in range(1600)]
        lines = {"items": items, "interactions": ["user_id,item_id,label,timestamp", *rows]}
        for file, own in lines.items():
            (folder / f"{file}.csv").write_text("\n".join([*own, ""]), encoding="utf-8")
        return load(folder)

    one_sided = data_of("one", lambda at: at % 40 % 2)  # each user likes all, or nothing
    mixed = data_of("both", lambda at: at // 40 % 2)
    assert aimed(search_of(), one_sided).metric == first_aim("edits", one_sided) == BESIDE
    assert aimed(search_of(), mixed).metric == first_aim("edits", mixed) == MAIN
    assert first_aim("templates", mixed) == BESIDE
    assert first_aim("parameters", open_dataset("shop")) == MAIN  # its negatives are sampled
    assert aimed(search_of(), open_dataset("shop")).metric == MAIN


def test_the_auc_of_a_trial_stands_beside_its_value():
    trials = (trial(0, 0.6, head="auto"), trial(1, 0.7, head="cloze"))
    row = Run(
        id="r0001",
        name="",
        state=RunState.SUCCEEDED,
        settings_json=BASE.to_json(),
        created_at=0.0,
        queued_at=0.0,
    )
    beside = beside_in([Measure(0, 0, "trial_auc", 0.5), Measure(0, 0, "trial_auc", 0.55)])
    told = document(row, trials, {}, trials[1], beside)
    assert told["trials"][0]["auc"] == 0.55 and "auc" not in told["best"]
    assert "0.6000, auc 0.5500 (0 rows)" in as_text(row, trials, {}, trials[1], beside)


def test_a_search_that_was_stored_without_a_form_of_histories_was_made_running():
    kept = json.loads(search_of().to_json())
    del kept["base"]["split"]["history"]
    assert SearchSettings.from_json(json.dumps(kept)).base.split.history == "running"


@pytest.mark.parametrize("metric", ["accuracy", "f1"])
def test_no_search_is_judged_by_a_metric_that_one_of_its_losses_lacks(metric):
    check_space(search_of(metric=metric, losses=("cross_entropy", "mse")))
    check_space(search_of(metric="auc", losses=("cross_entropy", "bpr")))
    with pytest.raises(SettingsError, match="infonce"):
        check_space(search_of(metric=metric, losses=("cross_entropy", "infonce")))
    only = dataclasses.replace(BASE, loss="bpr")
    with pytest.raises(SettingsError, match="bpr"):
        check_space(search_of(metric=metric, base=only))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "best"}, "parameters, templates"),
        ({"metric": "log_loss"}, "auc"),
        ({"methods": ("loar",)}, "lora"),
        ({"learning_rates": (1e-3, 1e-5)}, "lowest"),
        ({"trials": 0}, "trials is 0; it must be at least 1"),
        ({"seconds": 0.0}, "more than 0"),
        ({"templates": (A, A)}, "Rename"),
    ],
)
def test_wrong_settings_are_one_sentence(given, says):
    with pytest.raises(SettingsError, match=says):
        search_of(**given)


def test_a_search_in_which_all_trials_are_alike_is_refused():
    with pytest.raises(SettingsError, match="alike"):
        check_space(search_of(templates=(A,), methods=("lora",)))
    check_space(search_of(templates=(A,), learning_rates=(1e-5, 1e-3)))


def test_halving_finds_the_best_of_many_under_noise_that_shrinks_with_the_rows():
    import numpy as np

    hits = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        truth = rng.permutation(np.linspace(0.5, 0.7, 27))
        alive = list(range(27))
        for rung in rungs(27, 100, 2700):
            alive = alive[: rung.candidates]
            seen = {
                at: float(truth[at] + rng.normal(0, 0.5 / math.sqrt(rung.rows))) for at in alive
            }
            alive = list(survivors(seen, len(seen)))
        hits += truth[alive[0]] >= 0.685  # one of the best three
    assert hits >= 28  # by chance: 4


def test_the_last_rung_has_all_rows_even_when_they_are_few():
    assert [(one.candidates, one.rows) for one in rungs(5, 64, 40)] == [(5, 40)]
    assert rungs(2, 10, 1000)[-1].rows == 1000


def test_a_candidate_that_failed_is_kept_only_where_nothing_else_is_left():
    assert list(survivors({0: None, 1: 0.2, 2: 0.9}, 2)) == [2, 1]


def test_proposals_learn_where_the_good_trials_are():
    search = search_of(methods=("lora", "head", "full"), learning_rates=(1e-6, 1e-1), trials=30)

    def value(one):
        return (
            (one["template"] == "b")
            + (one["method"] == "head")
            - abs(math.log10(one["learning_rate"]) + 3)
        )

    done = carried_through(search, 30, value)
    best = winner(done)
    assert (best.parameters["template"], best.parameters["method"]) == ("b", "head")
    assert abs(math.log10(best.parameters["learning_rate"]) + 3) < 0.5
    late = [value(one.parameters) for one in done[20:]]
    early = [value(one.parameters) for one in done[:5]]
    assert sum(late) / len(late) > sum(early) / len(early)


def test_a_search_that_was_interrupted_proposes_what_it_would_have_proposed():
    search = search_of(methods=("lora", "head"), learning_rates=(1e-5, 1e-2))
    whole = carried_through(search, 12, lambda one: -math.log10(one["learning_rate"]))
    resumed = whole[:7]
    while len(resumed) < 12:
        found = propose(search, resumed)
        value = -math.log10(found.parameters["learning_rate"])
        resumed.append(trial(len(resumed), value, **found.parameters))
    assert [one.parameters for one in resumed] == [one.parameters for one in whole]


def test_when_all_was_tried_nothing_more_is_proposed():
    search = search_of(methods=("lora", "head"))
    done = carried_through(search, 20, lambda one: 0.5)
    assert len({tuple(one.parameters.values()) for one in done}) == len(done) == 4


def test_a_trial_below_the_median_of_earlier_ones_is_weak():
    search = search_of(methods=("lora", "head", "full", "bitfit", "ia3"))
    done = carried_through(search, 6, lambda one: 0.7)
    assert propose(search, done).is_weak(0.5, 1)
    assert not propose(search, done).is_weak(0.9, 1)


def test_what_mattered_is_named_and_what_did_not_is_not():
    search = search_of(methods=("lora", "head", "full"), learning_rates=(1e-5, 1e-2))
    done = carried_through(
        search, 30, lambda one: {"lora": 0.6, "head": 0.7, "full": 0.9}[one["method"]]
    )
    found = importance(done)
    assert max(found, key=found.get) == "method"
    assert sum(found.values()) == pytest.approx(1)
    assert importance(done[:3]) == {}


def test_the_settings_of_a_trial_are_the_base_with_what_was_chosen():
    search = search_of(methods=("head",), learning_rates=(1e-5, 1e-2))
    settings = settings_for(search, {"template": "b", "learning_rate": 1e-4})
    changed = dataclasses.replace(
        BASE,
        template=B.text,
        template_name="b",
        verbalizer="good/bad",
        method="head",
        learning_rate=1e-4,
    )
    assert settings == changed


def test_the_winner_is_of_the_last_rung_and_confirmed_on_all_rows():
    done = [trial(0, 0.9), trial(1, 0.8), trial(2, 0.7, rung=1), trial(3, 0.7, rung=1)]
    done.append(trial(4, None, TrialState.FAILED, rung=2))
    assert winner(done).number == 2
    assert winner([]) is None
    settings = confirmed_settings(search_of(), winner(done))
    assert settings.test and settings.max_valid == BASE.max_valid


def test_a_value_that_is_higher_by_the_order_of_a_sum_alone_wins_nothing():
    one, other = 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
    assert one != other
    assert winner([trial(0, other), trial(1, one)]).number == 0
    assert winner([trial(0, other), trial(1, one + 1e-9)]).number == 1


def test_best_so_far_starts_anew_with_each_rung():
    done = [trial(0, 0.5), trial(1, 0.7), trial(2, 0.6), trial(3, 0.6, rung=1)]
    assert best_so_far(done) == [0.5, 0.7, 0.7, 0.6]


def test_effects_are_means_over_the_first_rung():
    done = [
        trial(0, 0.5, a="x"),
        trial(1, 0.7, a="y"),
        trial(2, 0.9, a="y"),
        trial(3, 0.1, rung=1, a="y"),
    ]
    found = {(one.choice): (round(one.mean, 9), one.trials) for one in effects(done)}
    assert found == {"x": (0.5, 1), "y": (0.8, 2)}


@pytest.fixture(scope="module")
def movies():
    return open_dataset("movies")


@pytest.mark.parametrize("head", ["cloze", "next_word", "classifier"])
def test_every_composed_template_is_a_template_of_the_data(movies, head):
    found = candidates(movies, head, 60, seed=1)
    texts = {(compose(one, movies, head), one.get("label_words")) for one in found}
    assert len(texts) == 60
    for text, _ in texts:
        template = Template("t", text)
        check_fields(template.parts, movies.fields)
        assert template.has_mask == (head != "classifier")
        assert head != "next_word" or text.endswith("{mask}")
        assert "{item.title}" in text


def test_candidates_are_seeded_and_differ(movies):
    one, two = candidates(movies, "cloze", 40, 3), candidates(movies, "cloze", 40, 3)
    assert one == two != candidates(movies, "cloze", 40, 4)


def test_users_are_described_by_groups_and_not_by_what_names_one_person(tiny_dataset):
    columns = user_columns(tiny_dataset)
    assert "name" not in columns and "zip" not in columns


def test_a_confirmed_winner_learns_as_long_as_its_own_rows_want():
    few = dataclasses.replace(BASE, max_train=64, epochs=16, learning_rate=2e-3)
    best = dataclasses.replace(trial(0, 0.7), settings=few)
    assert confirmed_settings(search_of(), best) == dataclasses.replace(BASE, test=True)
    rates = search_of(learning_rates=(1e-4, 1e-2))
    assert confirmed_settings(rates, best).learning_rate == 2e-3
    own = search_of(base=dataclasses.replace(BASE, epochs=2, learning_rate=1e-5))
    found = confirmed_settings(own, best)
    assert (found.epochs, found.learning_rate) == (2, 1e-5)
