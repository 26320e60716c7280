"""Every alarm is raised by a training that goes wrong, and the pages have words for it."""

import dataclasses

import numpy as np
import pytest
import torch

from promptrec.errors import ModelError
from promptrec.training import loop
from promptrec.ui import sentences


def trained(scorer, world, chosen, soft=0, label=None):
    prompts, pairs = world(32, 0, soft)
    if label is not None:
        pairs = dataclasses.replace(pairs, label=np.full(len(pairs), label))
    return loop.train(scorer, prompts, pairs, *world(16, 1, soft), chosen).alarms


def cut_off(tiny, monkeypatch):
    scorer = tiny("prompt_tuning", soft_start=(-1, -1))
    embed = scorer.network.embed
    scorer.network.embed = lambda batch: embed(batch).detach()  # as a broken model would
    return scorer, {"epochs": 1}


def nearly_still(tiny, monkeypatch):
    return tiny(), {"learning_rate": 1e-12, "epochs": 1}


def collapsed(tiny, monkeypatch):
    scorer = tiny()
    with torch.no_grad():
        scorer.network.head.linear.weight.zero_()
    return scorer, {"learning_rate": 1e-9, "epochs": 1}


def fixed_ranks(tiny, monkeypatch):
    monkeypatch.setattr(loop, "step_done", lambda network, step: None)  # an idle allocator
    return tiny("adalora"), {"method": "adalora", "epochs": 1}


CASES = {
    "alarm_gradient": (cut_off, 2),
    "alarm_still": (nearly_still, 0),
    "alarm_constant": (collapsed, 0),
    "alarm_ranks": (fixed_ranks, 0),
}


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(sentences, "language", lambda: "zh")


@pytest.mark.parametrize("name", CASES)
def test_an_alarm_is_raised_and_has_words(name, tiny, world, settings, chinese, monkeypatch):
    make, soft = CASES[name]
    scorer, changes = make(tiny, monkeypatch)
    alarms = trained(scorer, world, settings(**changes), soft)
    found = {sentences.sentence_key(alarm): alarm for alarm in alarms}
    assert f"sentence.{name}" in found
    spoken = sentences.in_words(found[f"sentence.{name}"])
    assert any("\u4e00" <= char <= "\u9fff" for char in spoken)
    assert "the soft tokens" not in spoken


@pytest.mark.parametrize(("label", "side"), [(1.0, "喜欢"), (0.0, "不喜欢")])
def test_rows_of_one_class_are_told(label, side, tiny, world, settings, chinese):
    alarms = trained(tiny(), world, settings(epochs=1), label=label)
    assert f"所有训练行都是{side}：" in sentences.in_words(alarms[0])


def test_a_loss_that_is_no_number_is_told(tiny, world, settings, chinese):
    scorer = tiny()
    with torch.no_grad():
        scorer.network.head.linear.weight.fill_(float("inf"))
    with pytest.raises(ModelError) as caught:
        trained(scorer, world, settings(learning_rate=0.5))
    assert sentences.in_words(str(caught.value)).startswith("在第 1 步损失不再是数字")
    assert "0.5" in sentences.in_words(str(caught.value))


def test_a_sentence_that_nobody_translated_stays_as_it_is(chinese):
    assert sentences.in_words("The moon is out. Go home.") == "The moon is out. Go home."
