"""Explanations of a run that starts from a rule: the rule's bar first, and sums that add up."""

import json

import numpy as np
import pytest
import torch

import promptrec as pr
from promptrec.explain.collect import findings
from promptrec.explain.edited import edited_prompt
from promptrec.explain.methods.lens import logit_lens
from promptrec.explain.methods.registry import attribution
from promptrec.explain.methods.shapley import field_shapley
from promptrec.explain.overall import importance
from promptrec.explain.subject import Subject, subject_from, subject_of
from promptrec.explain.two_templates import two_templates
from promptrec.plots.explain import waterfall
from promptrec.report.explanation import explanation_html
from promptrec.report.explanation_document import explain
from promptrec.settings import RunSettings

TEXT = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}."


def opened(folder, **given):
    values = {"template": TEXT, "model": "tiny", "start_from": "user_item_mean", "method": "lora"}
    settings = RunSettings(dataset=str(folder), **{**values, **given})
    variant = pr.open_variant(pr.open_dataset(str(folder)), settings)
    if variant.scorer.network.gate is not None:
        with torch.no_grad():  # as if it had learned something
            variant.scorer.network.gate.scale.fill_(0.7)
            variant.scorer.network.gate.middle.fill_(0.1)
    return variant


@pytest.fixture(scope="module")
def subject(tiny_folder) -> Subject:
    variant = opened(tiny_folder)
    return subject_of(variant, pr.pairs_by_id(variant.plan.dataset, [("u3", "i4")]))


def test_the_waterfall_begins_with_the_rule_and_adds_up_to_the_score(subject) -> None:
    variant = subject.variant
    pair = pr.pairs_by_id(variant.plan.dataset, [("u3", "i4")])
    assert subject.score == variant.score(pair, None).score[0]
    found = field_shapley(subject)
    assert found.steps[0] == ("rule", variant.offset(pair, None)[0])
    assert sum(value for _, value in found.steps) == pytest.approx(subject.score, abs=1e-6)
    assert found.completeness_error == pytest.approx(0.0, abs=1e-6)
    bars = waterfall(found).data[0]
    assert bars.y[0] == "rule" and bars.measure[0] == "absolute"
    assert len(bars.y) == len(bars.x) == len(bars.measure)
    moved = sum(x for x, kind in zip(bars.x, bars.measure, strict=True) if kind != "total")
    assert moved == pytest.approx(subject.score, abs=1e-6)


def test_a_run_without_a_rule_has_no_such_bar(tiny_folder) -> None:
    variant = opened(tiny_folder, start_from="none")
    found = field_shapley(subject_of(variant, pr.pairs_by_id(variant.plan.dataset, [("u3", "i4")])))
    assert found.rule is None and found.steps[0] == ("empty_prompt", found.prior)
    assert waterfall(found).data[0].y[0] == "empty prompt"


@pytest.mark.parametrize("method", ["integrated_gradients", "occlusion", "gradient_x_input"])
def test_attributions_are_about_the_whole_score(subject, method) -> None:
    found = attribution(subject, method)
    assert found.score == pytest.approx(subject.score, abs=1e-5)
    if method == "integrated_gradients":
        assert abs(found.completeness_error) < 0.02


def test_the_last_layer_of_the_lens_is_the_score_and_its_words_agree(subject) -> None:
    last = logit_lens(subject).layers[-1]
    assert last.score == pytest.approx(subject.score, abs=1e-5)
    liked = sum(word.liked for word in subject.variant.scorer.plan.words)
    assert sum(list(last.answers.values())[:liked]) == pytest.approx(subject.probability, abs=1e-5)


def test_a_changed_prompt_keeps_the_rule_of_its_pair(subject) -> None:
    edited = edited_prompt(subject, subject.fitted.prompt.text.replace("Heat", "Cold"))
    other = subject.replaced({**subject.values, "item.title": "Cold"})
    assert edited.rule == other.rule == subject.rule
    assert edited.score == pytest.approx(other.score, abs=1e-6)
    with pytest.raises(ValueError, match="offset"):
        subject_from(subject.variant, subject.values)


def test_report_document_and_means_over_rows_know_the_rule(subject) -> None:
    document = explain(subject, "field_shapley")
    assert document["rule"] == subject.rule and json.dumps(document)
    assert ">rule<" in explanation_html(findings(subject, "u3", "i4"), made_on="2026-11-27")
    assert importance(subject.variant, 3).examples == 3


def test_two_rules_under_one_template_differ_by_their_rule_alone(tiny_folder) -> None:
    first, second = (
        opened(tiny_folder, start_from=rule, method="none") for rule in ("like_share", "item_mean")
    )
    items = np.arange(4)
    found = two_templates(first, second, 3, items)
    assert found.edits == ("like_share → item_mean",)
    assert np.allclose(found.scores[0], found.after - found.before)
    assert len(set(found.after.round(6))) > 1  # item by item, although the gate is closed
