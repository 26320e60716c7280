import math
import time

import numpy as np
import pytest
import torch

from promptrec.errors import Cancelled, DataError, ModelError, SettingsError
from promptrec.model.loading import open_checkpoint
from promptrec.records import Answers
from promptrec.training.checkpoint import save
from promptrec.training.loop import train


def auc_of(outcome):
    return outcome.report.metrics["auc"].value


@pytest.mark.parametrize(
    ("method", "rate", "epochs"),
    [("full", 0.01, 4), ("lora", 0.03, 8), ("head", 0.05, 12), ("prompt_tuning", 0.05, 12)],
)
def test_every_method_learns_the_word_that_decides(tiny, world, settings, method, rate, epochs):
    soft = 2 if method == "prompt_tuning" else 0
    scorer = tiny(method, soft_start=(-1,) * soft)
    chosen = settings(method=method, learning_rate=rate, epochs=epochs)
    outcome = train(scorer, *world(96, 0, soft), *world(48, 1, soft), chosen)
    assert auc_of(outcome) > 0.9
    assert outcome.alarms == ()
    assert outcome.trainable_parameters == scorer.trainable_parameters() > 0


@pytest.mark.parametrize(("method", "rate"), [("full", 0.01), ("lora", 0.03)])
def test_a_cloze_head_learns_too(tiny, world, settings, method, rate):
    scorer = tiny(method, head="cloze")
    chosen = settings(method=method, learning_rate=rate, epochs=12, patience=0)
    assert auc_of(train(scorer, *world(96, 0, 0, 1), *world(48, 1, 0, 1), chosen)) > 0.9


def test_the_head_of_a_cloze_model_learns_the_rows_it_sees(tiny, world, settings):
    told = []
    chosen = settings(method="head", learning_rate=0.03, epochs=8, patience=0)
    train(
        tiny("head", head="cloze"),
        *world(96, 0, 0, 1),
        *world(16, 1, 0, 1),
        chosen,
        report=told.append,
    )
    losses = [measure.value for measure in told if measure.name == "loss"]
    assert np.mean(losses[-12:]) < 0.95 * np.mean(losses[:12])


@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_ratings_are_learned_on_their_scale(tiny, world, settings, loss):
    scorer = tiny(loss=loss)
    chosen = settings(loss=loss, select="rmse", epochs=6)
    outcome = train(scorer, *world(96), *world(48, 1), chosen)
    assert outcome.report.metrics["rmse"].value < 1.2  # always 3 would be 2.0
    assert auc_of(outcome) > 0.9


def test_training_twice_gives_the_same_scores_bit_for_bit(tiny, world, settings):
    prompts, _ = world(30, 2)

    def scores(seed):
        scorer = tiny("lora", seed=seed)
        train(scorer, *world(), *world(48, 1), settings(method="lora", seed=seed, epochs=2))
        return scorer.score(prompts).score.tobytes()

    assert scores(0) == scores(0)
    assert scores(0) != scores(1)


def test_training_leaves_the_global_generator_alone(tiny, world, settings):
    scorer = tiny()
    torch.manual_seed(5)
    expected = torch.rand(1).item()
    torch.manual_seed(5)
    train(scorer, *world(16), *world(16, 1), settings(epochs=1))
    assert torch.rand(1).item() == expected


@pytest.mark.parametrize(
    ("method", "head"),
    [("full", "classifier"), ("lora", "classifier"), ("prompt_tuning", "classifier")],
)
def test_a_checkpoint_gives_exactly_the_same_scores(
    tiny, world, settings, cache, tmp_path, method, head
):
    soft = 2 if method == "prompt_tuning" else 0
    scorer = tiny(method, head, soft_start=(-1,) * soft)
    chosen = settings(method=method, epochs=1)
    prompts, _ = world(30, 2, soft)
    train(scorer, *world(32, 0, soft), *world(16, 1, soft), chosen)
    save(scorer, tmp_path / "checkpoint", chosen)
    again = open_checkpoint(tmp_path / "checkpoint", cache=cache)
    assert again.score(prompts).score.tobytes() == scorer.score(prompts).score.tobytes()
    assert sorted(path.name for path in (tmp_path / "checkpoint").iterdir()) == [
        "checkpoint.json",
        "weights.safetensors",
    ]


@pytest.mark.parametrize("damage", ["cut", "alter", "remove", "json"])
def test_a_damaged_checkpoint_is_one_sentence(tiny, cache, tmp_path, damage):
    save(tiny("head"), tmp_path)
    weights, text = tmp_path / "weights.safetensors", tmp_path / "checkpoint.json"
    content = weights.read_bytes()
    if damage == "cut":
        weights.write_bytes(content[:50])
    elif damage == "alter":
        weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif damage == "remove":
        weights.unlink()
    else:
        text.write_text("{")
    with pytest.raises(ModelError, match="Train again"):
        open_checkpoint(tmp_path, cache=cache)


def test_the_loss_falls_and_everything_is_told(tiny, world, settings):
    told = []
    train(tiny(), *world(), *world(48, 1), settings(epochs=3), report=told.append)
    losses = [measure.value for measure in told if measure.name == "loss"]
    assert len(losses) == 3 * math.ceil(96 / 8)
    assert np.mean(losses[-8:]) < np.mean(losses[:8]) / 2
    names = {measure.name for measure in told}
    assert {"valid_auc", "valid_liked_f1", "valid_disliked_recall"} <= names
    assert {"examples_per_s", "seconds_left", "learning_rate"} <= names
    assert [m.epoch for m in told if m.name == "valid_auc"] == [1, 2, 3]
    assert [m.step for m in told if m.name == "loss"] == list(range(1, 37))


def test_the_best_epoch_is_kept(tiny, world, settings, monkeypatch):
    scorer = tiny()
    kept = []

    def judge(answers: Answers, pairs):
        from promptrec.records import Interval, Report

        kept.append(answers.score)
        value = (0.6, 0.9, 0.7, 0.8)[len(kept) - 1]
        return Report({"auc": Interval(value)}, len(pairs), 1)

    monkeypatch.setattr("promptrec.training.watching.judge", judge)
    valid, pairs = world(48, 1)
    outcome = train(scorer, *world(), valid, pairs, settings(epochs=9, patience=2))
    assert (outcome.best_epoch, outcome.epochs) == (2, 4)
    assert scorer.score(valid).score.tobytes() == kept[1].tobytes()


def test_patience_zero_never_stops_early(tiny, world, settings):
    chosen = settings(learning_rate=1e-9, epochs=4, patience=0)
    assert train(tiny(), *world(16), *world(16, 1), chosen).epochs == 4


def test_without_valid_rows_the_last_epoch_is_kept(tiny, world, settings):
    prompts, pairs = world(16)
    outcome = train(tiny(), prompts, pairs, [], pairs.take(slice(0, 0)), settings(epochs=2))
    assert (outcome.best_epoch, outcome.report) == (2, None)


def test_stopping_takes_less_than_a_second(tiny, world, settings):
    steps = []
    asked = []

    def should_stop():
        if len(steps) >= 3:
            asked.append(time.monotonic())
        return bool(asked)

    def report(measure):
        steps.extend([measure.step] if measure.name == "loss" else [])

    with pytest.raises(Cancelled, match="at step 3"):
        train(tiny(), *world(), *world(16, 1), settings(), report=report, should_stop=should_stop)
    assert time.monotonic() - asked[0] < 1


def test_a_loss_that_explodes_ends_the_run_with_advice(tiny, world, settings):
    scorer = tiny()
    with torch.no_grad():
        scorer.network.head.linear.weight.fill_(float("inf"))
    with pytest.raises(ModelError, match="weights of this model are broken"):
        train(scorer, *world(16), *world(16, 1), settings())


def test_what_cannot_be_trained_is_refused(tiny, world, settings):
    prompts, pairs = world(8)
    with pytest.raises(SettingsError, match="trains nothing"):
        train(tiny("none"), prompts, pairs, prompts, pairs, settings(method="none"))
    with pytest.raises(DataError, match="no rows"):
        train(tiny(), [], pairs.take(slice(0, 0)), prompts, pairs, settings())
