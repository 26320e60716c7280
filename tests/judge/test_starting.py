"""A run that starts from a rule: to the bit that rule at step 0, and what was learned later."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

import promptrec as pr
from promptrec.cli.main import main
from promptrec.errors import ModelError, SettingsError
from promptrec.judge.opening import variant_of
from promptrec.judge.starting import keep_start, open_variant
from promptrec.methods import METHODS
from promptrec.model.sense import check_sense
from promptrec.model.size import trainable_estimate
from promptrec.model.start import START_FILE
from promptrec.model.variant import Variant
from promptrec.model.variant import open_variant as without_rule
from promptrec.settings import RunSettings, SearchSettings, SplitSettings
from promptrec.store.store import Store
from promptrec.training.checkpoint import save

TEXT = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}"
HEADS = {
    "cloze": {"template": TEXT, "verbalizer": "great,good/bad"},
    "rated words": {"template": TEXT, "verbalizer": "bad=1,fine=3,great=5"},
    "classifier": {"template": TEXT.replace(" {mask}", "."), "head": "classifier"},
    "next_word": {"model": "tiny-causal", "template": TEXT},
    "soft": {"template": "{soft:3} " + TEXT, "method": "prompt_tuning"},
}


def opened(folder: Path, **given: object) -> Variant:
    values = {"template": TEXT, "model": "tiny", "start_from": "user_item_mean", "epochs": 1}
    settings = RunSettings(dataset=str(folder), **{**values, **given})  # type: ignore[arg-type]
    return open_variant(pr.open_dataset(str(folder)), settings)


def is_the_rule(variant: Variant) -> bool:
    parts = ("train", "valid", "test", None)
    pairs = {part: variant.plan.pairs(part or "valid") for part in parts}
    return all(
        np.array_equal(variant.score(own, part).score, variant.offset(own, part))
        for part, own in pairs.items()
    )


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("more", [{}, {"calibrate": True}, {"loss": "infonce"}, {"loss": "bpr"}])
def test_at_step_0_every_head_says_what_the_rule_says_to_the_bit(tiny_folder, head, more) -> None:
    assert is_the_rule(opened(tiny_folder, **{**HEADS[head], **more}))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_starts_at_the_rule_and_leaves_it_unless_it_is_none(
    tiny_folder, method
) -> None:
    variant = opened(tiny_folder, method=method, patience=0)
    assert is_the_rule(variant)
    pr.tune(variant)
    scorer, settings = variant.scorer, variant.settings
    template, head = variant.plan.maker.template, scorer.plan.head
    assert scorer.trainable_parameters() == trainable_estimate(
        scorer.backbone,
        method=method,
        head=head,
        soft_tokens=template.soft_total,
        starts=True,
        **settings.own,
    )


@pytest.mark.parametrize("loss", ["cross_entropy", "bpr", "infonce"])
def test_what_is_learned_stands_beside_the_rule(tiny_folder, loss) -> None:
    points: list = []
    variant = opened(tiny_folder, loss=loss, method="head", learning_rate=0.05, epochs=4)
    pairs = variant.plan.pairs("valid")
    outcome = pr.tune(variant, report=points.append)
    began = [one for one in points if one.name == "valid_auc" and one.epoch == 0]
    assert len(began) == 1 and began[0].step == 0
    found = variant.score(pairs, "valid")
    moved = not np.array_equal(found.score, variant.offset(pairs, "valid"))
    assert moved == (outcome.best_epoch > 0)  # an epoch that is no better than the rule is not kept
    sides = found.word_probability
    liked = sum(word.liked for word in variant.scorer.plan.words) or 1
    assert np.allclose(sides[:, :liked].sum(axis=1), 1 / (1 + np.exp(-found.score)))


def test_a_run_that_nothing_improves_is_the_rule_and_says_so(tiny_folder) -> None:
    notes: list = []
    variant = opened(tiny_folder, method="head", learning_rate=1e-12, template="{item.title}")
    variant.scorer.network.gate.scale.requires_grad_(False)
    outcome = pr.tune(variant, note=notes.append)
    assert outcome.best_epoch == 0 and is_the_rule(variant)
    assert any("the text adds nothing" in note for note in notes)


def test_the_same_settings_give_the_same_scores_and_a_checkpoint_gives_them_back(
    tiny_folder, tmp_path
) -> None:
    found = []
    for _ in range(2):
        variant = opened(tiny_folder, method="lora", learning_rate=0.02, start_from="item_knn")
        pr.tune(variant)
        pairs = variant.plan.pairs("valid")
        found.append(variant.score(pairs, "valid").score)
    assert np.array_equal(*found)
    with pytest.raises(ModelError, match=str(tmp_path)):
        open_variant(variant.plan.dataset, variant.settings, tmp_path)
    keep_start(variant, tmp_path)
    save(variant.scorer, tmp_path, variant.settings)
    again = open_variant(variant.plan.dataset, variant.settings, tmp_path)
    assert np.array_equal(again.score(pairs, "valid").score, found[0])
    kept = json.loads((tmp_path / START_FILE).read_text())
    assert kept["rule"] == "item_knn"
    kept["calibration"]["intercept"] += 1.0  # the numbers of the checkpoint are those that count
    (tmp_path / START_FILE).write_text(json.dumps(kept))
    moved = open_variant(variant.plan.dataset, variant.settings, tmp_path)
    assert np.allclose(moved.score(pairs, "valid").score, found[0] + 1.0)


def test_self_training_labels_what_rule_and_text_are_sure_of_together(tiny_folder) -> None:
    notes: list = []
    variant = opened(tiny_folder, method="head", pseudo_confidence=0.51, pseudo_rows=30)
    pr.tune(variant, note=notes.append)
    assert any(note.startswith("self-training") for note in notes)


def test_the_command_runs_scores_and_repeats_what_pages_open(tiny_folder, tmp_path, capfd) -> None:
    home = ["--home", str(tmp_path), "--json"]
    how = ["--model", "tiny", "--method", "head", "--start-from", "like_share", "--epochs", "1"]
    assert main(["train", str(tiny_folder), "--template", TEXT, *how, *home]) == 0
    capfd.readouterr()
    pair = ["--user", "u3", "--item", "i4"]
    assert main(["score", str(tiny_folder), *pair, "--run", "r0001", *home]) == 0
    said = json.loads(capfd.readouterr().out)
    store = Store.open(tmp_path)
    assert store.run("r0001").result.details["start"]["rule"] == "like_share"
    opened_again = variant_of("r0001", store=store)
    pairs = pr.pairs_by_id(opened_again.plan.dataset, [("u3", "i4")])
    assert opened_again.score(pairs, None).score[0] == said["score"]
    subject = pr.subject_of(opened_again, pairs)
    assert subject.score == said["score"]
    liked = sum(word.liked for word in opened_again.scorer.plan.words)
    sides = [one["probability"] for one in said["answers"]]
    assert sum(sides[:liked]) == pytest.approx(said["probability"])
    assert main(["reproduce", "r0001", *home]) == 0
    assert json.loads(capfd.readouterr().out)


def test_what_cannot_be_is_said_in_a_sentence(tiny_folder) -> None:
    with pytest.raises(SettingsError, match="they do not add up"):
        RunSettings(dataset="d", template="t", start_from="like_share", loss="mse")
    with pytest.raises(SettingsError, match="Choose one of: none, popularity"):
        RunSettings(dataset="d", template="t", start_from="oracle")
    untuned = RunSettings(dataset="d", template="t", start_from="like_share", method="none")
    with pytest.raises(SettingsError, match="nothing to choose"):
        SearchSettings(base=untuned)
    assert SearchSettings(base=untuned, methods=("none", "lora")).base.starts
    variant = opened(tiny_folder, method="none")
    with pytest.raises(ValueError, match="start"):
        without_rule(variant.plan.dataset, variant.settings)


def test_nothing_trained_is_the_rule_alone_and_a_note_says_it(tiny_folder) -> None:
    from promptrec.model.planning import plan_for

    variant = opened(tiny_folder, method="none")
    assert is_the_rule(variant)
    (note,) = check_sense(*plan_for(variant.plan.dataset, variant.settings))
    assert "the rule user_item_mean alone" in note


def test_settings_of_before_start_from_nothing_and_read_as_before(tiny_folder) -> None:
    settings = RunSettings(dataset=str(tiny_folder), template=TEXT, model="tiny")
    values = json.loads(settings.to_json())
    del values["start_from"]
    assert RunSettings.from_json(json.dumps(values)) == settings
    started = dataclasses.replace(settings, start_from="item_mean", split=SplitSettings())
    assert RunSettings.from_json(started.to_json()) == started
