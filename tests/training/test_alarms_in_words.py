"""Every alarm is raised by a training that goes wrong, and the pages have words for it."""

import contextlib
import dataclasses
import itertools

import numpy as np
import pytest
import torch

from promptrec.errors import BrokenScores, ModelError
from promptrec.methods import METHODS
from promptrec.model.loading import open_checkpoint
from promptrec.training import loop
from promptrec.training.agreement import agreed, key_of
from promptrec.training.checkpoint import save
from promptrec.ui.shell import sentences
from promptrec.words.table import sentence, table


@pytest.fixture
def swap():
    """swap(method, hook): let a method call this after each step."""
    with contextlib.ExitStack() as swapped:
        yield lambda method, hook: swapped.enter_context(
            METHODS.holding(dataclasses.replace(METHODS[method], step_done=hook))
        )


def trained(scorer, world, chosen, soft=0, label=None):
    prompts, pairs = world(32, 0, soft)
    if label is not None:
        pairs = dataclasses.replace(pairs, label=np.full(len(pairs), label))
    return loop.train(scorer, prompts, pairs, *world(16, 1, soft), chosen).alarms


def cut_off(tiny, swap):
    scorer = tiny("prompt_tuning", soft_start=(-1, -1))
    embed = scorer.network.embed
    scorer.network.embed = lambda batch: embed(batch).detach()  # as a broken model would
    return scorer, {"epochs": 1}


def nearly_still(tiny, swap):
    return tiny(), {"learning_rate": 1e-12, "epochs": 1}


def flat(tiny, swap):
    scorer = tiny()
    with torch.no_grad():
        scorer.network.head.linear.weight.zero_()
    return scorer, {"learning_rate": 1e-9, "epochs": 1}


@torch.no_grad()
def silence(network, step):
    network.head.linear.weight.zero_()


def collapsed(tiny, swap):
    swap("full", silence)  # as a rate that is too high does
    return tiny(), {"learning_rate": 1e-9, "epochs": 1}


def exploding(tiny, swap):
    return tiny("head"), {"method": "head", "learning_rate": 2.0, "epochs": 1, "warmup": 0.0}


def far(tiny, swap):
    return tiny("head"), {"method": "head", "learning_rate": 1e5, "epochs": 1, "warmup": 0.0}


def fixed_ranks(tiny, swap):
    swap("adalora", lambda network, step: None)  # an idle allocator
    return tiny("adalora"), {"method": "adalora", "epochs": 1}


CASES = {
    "alarm_gradient": (cut_off, 2),
    "alarm_still": (nearly_still, 0),
    "alarm_constant": (collapsed, 0),
    "alarm_flat": (flat, 0),
    "alarm_exploded": (exploding, 0),
    "alarm_far_scores": (far, 0),
    "alarm_ranks": (fixed_ranks, 0),
}


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(sentences, "language", lambda: "zh")


@pytest.mark.parametrize("name", CASES)
def test_an_alarm_is_raised_and_has_words(name, tiny, world, settings, chinese, swap):
    make, soft = CASES[name]
    scorer, changes = make(tiny, swap)
    alarms = trained(scorer, world, settings(**changes), soft)
    found = {key_of(alarm): alarm for alarm in alarms}
    assert f"sentence.{name}" in found
    spoken = sentences.in_words(found[f"sentence.{name}"])
    assert any("\u4e00" <= char <= "\u9fff" for char in spoken)
    assert "the soft tokens" not in spoken


@pytest.mark.parametrize(("label", "side"), [(1.0, "喜欢"), (0.0, "不喜欢")])
def test_rows_of_one_class_are_told(label, side, tiny, world, settings, chinese):
    alarms = trained(tiny(), world, settings(epochs=1), label=label)
    assert f"所有训练行都是{side}：" in sentences.in_words(alarms[0])


def test_a_loss_that_is_no_number_is_told(tiny, world, settings, chinese):
    with pytest.raises(ModelError) as caught:
        trained(tiny(), world, settings(learning_rate=1e30))
    assert sentences.in_words(caught.value.sentence).startswith("在第 2 步损失不再是数字")
    assert "1e+30" in sentences.in_words(caught.value.sentence)


def test_a_sentence_that_nobody_translated_stays_as_it_is(chinese):
    assert sentences.in_words("The moon is out. Go home.") == "The moon is out. Go home."


KEYS = [key for key in table("en") if key.startswith("sentence.alarm_")]
VALUES = dict.fromkeys(("parts", "side", "metric", "first", "last", "rate", "size"), "x")


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(KEYS, 2)))
def test_no_two_alarms_contradict_each_other(one, other):
    both = [sentence(key, **VALUES) for key in (one, other)]
    told = " ".join(agreed(both))
    assert told
    for word in ("learning rate", "pseudo_confidence"):
        if "pseudo" in one and "pseudo" in other:
            continue  # by construction never both
        assert not (f"Raise the {word}" in told and f"Lower the {word}" in told)


def test_alarms_of_a_run_are_never_two_about_the_learning_rate(tiny, world, settings, swap):
    scorer, changes = collapsed(tiny, swap)
    alarms = trained(scorer, world, settings(**changes))
    assert sum("learning rate" in alarm for alarm in alarms) == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("step", [2, 4])  # in the middle, where an epoch ends; and at the end
def test_weights_that_break_at_a_step_fail_the_run(
    value, step, tiny, world, settings, chinese, swap
):
    scorer = tiny()

    @torch.no_grad()
    def break_one(network, done):
        if done == step:
            network.head.linear.bias[0] = value

    swap("full", break_one)
    chosen = settings(batch_size=16, epochs=2)  # 32 prompts: two steps an epoch
    with pytest.raises(ModelError) as caught:
        trained(scorer, world, chosen)
    said = sentences.in_words(caught.value.sentence)
    assert said.startswith(f"第 {step} 步之后分数不再是数字") and "0.01" in said


def test_weights_that_break_without_valid_rows_fail_the_run(tiny, world, settings, swap):
    @torch.no_grad()
    def break_a_rare_word(network, done):
        network.backbone.get_input_embeddings().weight[-1] = float("nan")

    swap("full", break_a_rare_word)
    prompts, pairs = world(16)
    nothing = pairs.take(slice(0, 0))
    with pytest.raises(ModelError, match="not numbers any more after step"):
        loop.train(tiny(), prompts, pairs, [], nothing, settings(epochs=1, batch_size=16))


def test_one_score_that_is_no_number_is_an_error_of_the_scorer(tiny, world):
    scorer = tiny()
    prompts, _ = world(8)
    rare = prompts[3].ids[1]
    with torch.no_grad():
        scorer.network.backbone.get_input_embeddings().weight[rare] = float("nan")
    with pytest.raises(BrokenScores, match="of 8 scores are no finite numbers"):
        scorer.score(prompts)


def test_a_checkpoint_with_weights_that_are_no_numbers_is_not_opened(tiny, cache, tmp_path):
    scorer = tiny()
    save(scorer, tmp_path)
    with torch.no_grad():
        scorer.network.head.linear.bias[0] = float("nan")
    assert open_checkpoint(tmp_path, cache=cache)
    save(scorer, tmp_path)
    with pytest.raises(BrokenScores, match="lower learning rate"):
        open_checkpoint(tmp_path, cache=cache)
