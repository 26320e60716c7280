"""The part of the removal test that all attributions of a prompt share is asked once."""

import dataclasses

import numpy as np
import pytest
from explain_subjects import HEADS, subject_for

from promptrec.explain.collect import findings
from promptrec.explain.methods.gradients import gradient_x_input, occlusion
from promptrec.explain.subject import Subject
from promptrec.explain.truth.faithful import ORDERS, SHARES, by_chance, with_faithfulness


@pytest.fixture(params=["cloze", "next_word"])
def subject(request, tiny_folder):
    return subject_for(tiny_folder, **HEADS[request.param])


def test_chance_handed_in_gives_the_same_test(subject):
    chance = by_chance(subject, seed=3)
    assert chance.shape == (ORDERS, len(SHARES) + 1)
    for method in (gradient_x_input, occlusion):
        values = method(subject)
        alone = with_faithfulness(subject, values, seed=3).faithfulness
        shared = with_faithfulness(subject, values, chance=chance).faithfulness
        for one in dataclasses.fields(alone):
            first, second = getattr(alone, one.name), getattr(shared, one.name)
            same = first == second if one.name == "unit" else np.allclose(first, second, atol=1e-5)
            assert same, one.name


def test_a_report_asks_for_chance_once(subject, monkeypatch):
    asked = []

    def counting(own, prompts, *rest):
        asked.append(len(prompts))
        return scores(own, prompts, *rest)

    scores = Subject.scores
    monkeypatch.setattr(Subject, "scores", counting)
    by_chance(subject)
    chance = asked.pop()
    found = findings(subject, "u3", "i4")
    assert sum(size == chance for size in asked) == 1
    assert len(found.tokens) == 3 and all(one.faithfulness for one in found.tokens)
