"""The benchmark: ratios, and only where both sides computed the same."""

import json

import numpy as np
import pytest

from promptrec.bench.causal import causal_figures
from promptrec.bench.figure import unlike
from promptrec.bench.material import material
from promptrec.bench.scoring import AGAINST, scoring_figures
from promptrec.bench.tuning import against_trainer, tuning_figures
from promptrec.bench.turns import matrix_rate, take_turns
from promptrec.cli.main import main

ASKED = {  # what others read by name
    "scoring_share_of_peak",
    "scoring_vs_textbook",
    "scoring_vs_sentence_transformers",
    "tuning_full_vs_trainer",
    "tuning_lora_vs_trainer_full",
    "causal_shared_vs_alone",
}


def test_ways_take_turns_and_the_first_round_does_not_count():
    calls: list[str] = []
    ways = {name: lambda name=name: calls.append(name) or len(calls) for name in ("a", "b")}
    seconds, given = take_turns(ways, rounds=2)
    assert calls == ["a", "b", "a", "b"]
    assert given == {"a": 1, "b": 2}
    assert set(seconds) == {"a", "b"} and all(taken >= 0 for taken in seconds.values())


def test_the_machine_multiplies_matrices_at_some_rate():
    assert matrix_rate() > 1e8


def test_there_is_no_ratio_where_the_two_did_not_compute_the_same():
    found = unlike("scoring_vs_x", "x", 2.0, "scores", 0.5, 1e-4)
    assert found.value is None and "differ by up to 0.5" in found.note
    (other,) = against_trainer(
        "tuning_full_vs_trainer",
        "full",
        2.0,
        {"full": 1, "trainer": 2},
        {"full": 0.3, "trainer": 0.7},
    )
    assert other.value is None and "mean losses differ" in other.note


def test_a_model_that_is_not_installed_has_a_figure_without_a_value():
    (found,) = causal_figures(4, model="/nowhere/at/all")
    assert found.value is None and found.note


def test_prompts_are_those_that_others_read_as_we_do():
    made = material(12)
    assert len(made.prompts) == len(made.pairs) > 6
    read = made.tokenizer(made.texts)["input_ids"]
    assert [tuple(ids) for ids in read] == [one.encoded.ids for one in made.prompts]


@pytest.mark.slow
def test_all_ways_of_scoring_say_the_same_as_ours():
    figures = {one.name: one for one in scoring_figures(material(12), rounds=1)}
    assert 0 < figures["scoring_share_of_peak"].value <= 1.2
    for way in AGAINST:
        assert figures[f"scoring_vs_{way}"].value is not None, figures[f"scoring_vs_{way}"].note


@pytest.mark.slow
def test_both_sides_learn_the_same_thing():
    figures = {one.name: one for one in tuning_figures(material(16), rounds=1)}
    assert {name for name in ASKED if name.startswith("tuning")} <= set(figures)
    for one in figures.values():
        assert one.value is not None and np.isfinite(one.value), one.note


@pytest.mark.slow
def test_the_command_gives_the_figures_that_others_read_by_name(capsys):
    assert main(["bench", "--quick", "--only", "causal", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (figure,) = document["figures"]
    assert {"name", "value", "unit", "against"} <= set(figure)
    assert figure["name"] in ASKED
    assert document["machine"]["cores"] >= 1


def test_an_unknown_part_is_refused(capsys):
    assert main(["bench", "--only", "everything"]) == 2
    assert "scoring, tuning, causal, ranking" in capsys.readouterr().err
