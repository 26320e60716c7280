"""int8 is asked for, changes scores a little, and leaves alone what tuning added."""

import dataclasses
import json

import numpy as np
import pytest
from torch import nn

from promptrec.cli.main import main
from promptrec.errors import SettingsError
from promptrec.methods import METHODS
from promptrec.model.precision import frozen_layers, in_int8, in_precision
from promptrec.model.variant import open_variant
from promptrec.settings import RunSettings


@pytest.mark.parametrize("method", list(METHODS))
def test_int8_moves_scores_a_little_and_not_those_of_the_scorer_it_came_from(tiny, encode, method):
    scorer = tiny(method=method, soft_start=(-1, -1, -1))
    prompts = [encode(text, soft=3) for text in ("the user likes drama", "a bad night in the war")]
    before = scorer.score(prompts).score
    found = in_int8(scorer).score(prompts).score
    assert 0 < np.abs(found - before).max() < 0.05
    assert scorer.score(prompts).score.tobytes() == before.tobytes()


@pytest.mark.parametrize("method", ["lora", "adapter"])
def test_what_tuning_added_stays_as_it_is(tiny, method):
    scorer = tiny(method=method)
    kept = {
        name: part
        for name, part in in_int8(scorer).network.backbone.named_modules()
        if "lora_" in name or "adapter_" in name
    }
    assert any(type(part) is nn.Linear for part in kept.values())
    assert not any("quantized" in type(part).__module__ for part in kept.values())


def test_every_linear_layer_that_came_with_the_model_is_changed(tiny):
    scorer = tiny()
    names = frozen_layers(scorer.network.backbone)
    parts = dict(in_int8(scorer).network.backbone.named_modules())
    assert len(names) == 12  # two layers: three of attention and its output, two of what follows
    assert all("quantized" in type(parts[name]).__module__ for name in names)


def test_int8_is_for_a_cpu_and_the_choice_is_checked(tiny):
    scorer = tiny()
    scorer.device = dataclasses.replace(scorer.device, name="cuda")
    with pytest.raises(SettingsError, match="on a CPU"):
        in_int8(scorer)


def test_a_variant_reads_the_same_rows_in_int8(tiny_dataset, tiny_folder):
    settings = RunSettings(
        dataset=str(tiny_folder), template="{item.title}", model="tiny", method="none"
    )
    variant = open_variant(tiny_dataset, settings)
    assert in_precision(variant, "auto") is variant
    with pytest.raises(SettingsError, match="auto, int8"):
        in_precision(variant, "int4")
    small = in_precision(variant, "int8")
    assert small.scorer is small.scorer and small.plan is variant.plan
    pairs = variant.plan.pairs("valid")
    gap = np.abs(small.score(pairs, "valid").score - variant.score(pairs, "valid").score)
    assert 0 < gap.max() < 0.05


def test_evaluate_judges_in_int8_where_it_is_asked(tiny_folder, tmp_path, capsys):
    asked = ["evaluate", str(tiny_folder), "--template", "{item.title}", "--model", "tiny"]
    asked += ["--ranking-users", "0", "--max-test", "9", "--json", "--home", str(tmp_path)]
    losses = []
    for more in ([], ["--precision", "int8"]):
        assert main([*asked, *more]) == 0
        found = json.loads(capsys.readouterr().out)
        losses.append(found["metrics"]["log_loss"]["value"])
        assert found["precision"] == (more or ["auto"])[-1]
    assert losses[0] != losses[1] and losses[0] == pytest.approx(losses[1], abs=0.05)
    assert main([*asked, "--precision", "int4"]) == 2
    assert "auto, int8" in capsys.readouterr().err
