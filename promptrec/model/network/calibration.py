"""Contextual calibration: what a prompt says when it says nothing is taken off its answers.

Zhao et al. 2021, section 5: a template's own words pull the answer to one side. The answer to the
same template with content-free values ("N/A", "[MASK]" and nothing) is subtracted, per label word.
"""

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from promptrec.examples.encode import Encoder
from promptrec.model.plan import ScorerPlan
from promptrec.prompt.template import Template
from promptrec.records import Answers, Encoded, Floats, Ints, logistic

if TYPE_CHECKING:
    from promptrec.model.scorer import Scorer

ReadTemplate = tuple[Template, Encoder, Ints]  # with the places of the answers to its prompts

EMPTY = ("N/A", "[MASK]", "")  # as in the paper's section 5


def free_of_context(
    answers: Answers, scorer: "Scorer", template: Template, encoder: Encoder
) -> Answers:
    """Answers of a scorer to prompts of a template, calibrated."""
    return calibrated(answers, scorer.score(content_free(template, encoder)), scorer)


def free_of_contexts(answers: Answers, scorer: "Scorer", read: Iterable[ReadTemplate]) -> Answers:
    """The same where prompts are of several templates: each answer by its own template.

    read: the places of all answers, each once.
    """
    score, share = answers.score.copy(), answers.word_probability.copy()
    rating = None if answers.expected_rating is None else answers.expected_rating.copy()
    for template, encoder, at in read:
        if not len(at):
            continue
        own = dataclasses.replace(
            answers,
            score=score[at],
            word_probability=share[at],
            expected_rating=None if rating is None else rating[at],
        )
        free = free_of_context(own, scorer, template, encoder)
        score[at], share[at] = free.score, free.word_probability
        if rating is not None:
            rating[at] = free.expected_rating
    return dataclasses.replace(answers, score=score, word_probability=share, expected_rating=rating)


def content_free(template: Template, encoder: Encoder) -> list[Encoded]:
    """The template's prompts without content."""
    rendered = [template.render(dict.fromkeys(template.fields, value)) for value in EMPTY]
    prompts = encoder.encode(rendered)
    return [prompt for prompt in prompts if len(prompt)]


def calibrated(answers: Answers, empty: Answers, scorer: "Scorer") -> Answers:
    """answers less the mean of the content-free answers, in log-probabilities of the label words.

    A classifier has no words: its score loses the mean content-free score. So does one that stands
    beside a rule, whose words are shared out by the whole score afterwards. A rating is expected of
    what is left, and for mse and mae the score is the logit of that rating.
    """
    plan = scorer.plan
    words = plan.words
    if not words or plan.from_zero:
        moved = dataclasses.replace(answers, score=answers.score - float(empty.score.mean()))
        return moved if words else of_sides(moved, plan)
    bias = np.log(np.maximum(empty.word_probability, 1e-30)).mean(axis=0)
    log_p = np.log(np.maximum(answers.word_probability, 1e-30)) - bias
    log_p -= np.logaddexp.reduce(log_p, axis=1, keepdims=True)
    if plan.rates:
        return of_ratings(answers, log_p, plan)
    liked = sum(word.liked for word in words)
    expected = answers.expected_rating
    if expected is not None:
        expected = np.exp(log_p) @ np.array([word.rating for word in words], np.float64)
    return dataclasses.replace(
        answers,
        score=np.logaddexp.reduce(log_p[:, :liked], axis=1)
        - np.logaddexp.reduce(log_p[:, liked:], axis=1),
        word_probability=np.exp(log_p),
        expected_rating=expected,
    )


def of_sides(moved: Answers, plan: ScorerPlan) -> Answers:
    """A classifier's answers whose score was moved: the sides and the rating that it stands for."""
    share = logistic(moved.score)
    low, high = plan.rating_scale
    return dataclasses.replace(
        moved,
        word_probability=np.stack([share, 1 - share], axis=1),
        expected_rating=low + share * (high - low) if plan.rates else moved.expected_rating,
    )


def of_ratings(answers: Answers, log_p: Floats, plan: ScorerPlan) -> Answers:
    """Answers in these log-probabilities of the words, (n, words), read as ratings are."""
    import torch

    from promptrec.model.network.answers import read

    said = read(torch.from_numpy(log_p), plan)
    assert said.rating is not None, "a loss of ratings says one"
    return dataclasses.replace(
        answers,
        score=said.score.numpy(),
        word_probability=np.exp(log_p),
        expected_rating=said.rating.numpy(),
    )
