"""Contextual calibration on real templates and weights."""

import dataclasses

import numpy as np
import pytest

from promptrec.data.shipped import open_dataset
from promptrec.model.network.calibration import calibrated, content_free
from promptrec.model.variant import open_variant
from promptrec.records import Answers
from promptrec.settings import RunSettings

TEMPLATE = "{item.title}[, {item.genres:3}]. Overall it was {mask}."


def variant_of(**changes):
    values = {"dataset": "movies", "template": TEMPLATE, "method": "none", "calibrate": True}
    settings = RunSettings(**{**values, "model": "tiny", **changes})
    return open_variant(open_dataset("movies"), settings)


def test_the_content_free_prompt_says_nothing_after_calibration():
    variant = variant_of()
    maker = variant.plan.maker
    empty = variant.scorer.score(content_free(maker.template, maker.encoder)[:1])
    answers = calibrated(empty, empty, variant.scorer)
    assert answers.score == pytest.approx(0.0, abs=1e-6)
    assert answers.word_probability[0] == pytest.approx(0.25)


def test_calibration_shifts_scores_but_keeps_the_order():
    plain = variant_of(calibrate=False)
    pairs = plain.plan.pairs("valid").take(slice(0, 20))
    shifted = variant_of()
    one, two = plain.score(pairs, "valid").score, shifted.score(pairs, "valid").score
    assert abs(one - two).max() > 1e-3
    assert np.array_equal(two, shifted.score(pairs, "valid").score)


def test_a_classifier_loses_its_mean_answer():
    variant = variant_of(template="{item.title}", head="classifier")
    answers = Answers(np.array([1.0, 3.0]), ("liked", "disliked"), np.full((2, 2), 0.5))
    empty = dataclasses.replace(answers, score=np.array([2.0, 2.0]))
    assert calibrated(answers, empty, variant.scorer).score.tolist() == [-1.0, 1.0]


RATED = "terrible=1,okay=3,great=5"


def rated(dataset, **changes):
    text = "{item.title}. It was {mask}."
    values = {"dataset": "tiny", "template": text, "model": "tiny", "method": "none", **changes}
    return open_variant(dataset, RunSettings(**values))


@pytest.mark.parametrize("loss", ["mse", "mae"])
@pytest.mark.parametrize("words", [{}, {"verbalizer": RATED}, {"head": "classifier"}])
def test_a_calibrated_score_of_a_rating_loss_is_the_logit_of_its_rating(tiny_dataset, loss, words):
    variant = rated(tiny_dataset, loss=loss, calibrate=True, **words)
    pairs = variant.plan.pairs("valid")
    answers = variant.score(pairs, "valid")
    low, high = variant.scorer.plan.rating_scale
    assert answers.expected_rating == pytest.approx(low + answers.probability * (high - low))
    plain = rated(tiny_dataset, loss=loss, **words).score(pairs, "valid")
    assert abs(answers.expected_rating - plain.expected_rating).max() > 1e-3


def test_answers_that_only_order_expect_no_rating(tiny_dataset):
    for calibrate in (False, True):
        variant = rated(tiny_dataset, verbalizer=RATED, loss="bpr", calibrate=calibrate)
        assert variant.score(variant.plan.pairs("valid"), "valid").expected_rating is None


@pytest.mark.slow
def test_what_minilm_says_of_nothing_is_taken_off():
    variant = variant_of(model="minilm")
    maker = variant.plan.maker
    empty = variant.scorer.score(content_free(maker.template, maker.encoder))
    assert abs(empty.score.mean()) > 0.1, "the template's own words lean to no side"
    empties = content_free(maker.template, maker.encoder)
    free = variant.answer(empties, np.zeros(len(empties), np.int64), None)
    assert abs(free.score.mean()) < 0.05
