"""Contextual calibration: what a prompt says when it says nothing is taken off its answers.

Zhao et al. 2021, section 5: a template's own words pull the answer to one side. The answer to the
same template with content-free values ("N/A", "[MASK]" and nothing) is subtracted, per label word.
"""

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from promptrec.examples.encode import Encoder
from promptrec.prompt.template import Template
from promptrec.records import Answers, Encoded, Ints, logistic

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
    beside a rule, whose words are shared out by the whole score afterwards.
    """
    words = scorer.plan.words
    if not words or scorer.plan.from_zero:
        moved = dataclasses.replace(answers, score=answers.score - float(empty.score.mean()))
        if words:
            return moved
        liked_share = logistic(moved.score)
        sides = np.stack([liked_share, 1 - liked_share], axis=1)
        return dataclasses.replace(moved, word_probability=sides)
    bias = np.log(np.maximum(empty.word_probability, 1e-30)).mean(axis=0)
    log_p = np.log(np.maximum(answers.word_probability, 1e-30)) - bias
    log_p -= np.logaddexp.reduce(log_p, axis=1, keepdims=True)
    liked = sum(word.liked for word in words)
    ratings = [word.rating for word in words if word.rating is not None]
    expected = answers.expected_rating
    if len(ratings) == len(words):
        expected = np.exp(log_p) @ np.array(ratings)
    return dataclasses.replace(
        answers,
        score=np.logaddexp.reduce(log_p[:, :liked], axis=1)
        - np.logaddexp.reduce(log_p[:, liked:], axis=1),
        word_probability=np.exp(log_p),
        expected_rating=expected,
    )
