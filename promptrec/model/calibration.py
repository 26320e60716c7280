"""Contextual calibration: what a prompt says when it says nothing is taken off its answers.

Zhao et al. 2021, section 5: a template's own words pull the answer to one side. The answer to the
same template with content-free values ("N/A", "[MASK]" and nothing) is subtracted, per label word.
"""

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from promptrec.examples.encode import Encoder
from promptrec.prompt.template import Template
from promptrec.records import Answers, Encoded, Floats

if TYPE_CHECKING:
    from promptrec.model.scorer import Scorer

EMPTY = ("N/A", "[MASK]", "")  # as in the paper's section 5


def content_free(template: Template, encoder: Encoder) -> list[Encoded]:
    """The template's prompts without content."""
    rendered = [template.render(dict.fromkeys(template.fields, value)) for value in EMPTY]
    prompts = encoder.encode(rendered)
    return [prompt for prompt in prompts if len(prompt)]


def calibrated(answers: Answers, empty: Answers, scorer: "Scorer") -> Answers:
    """answers less the mean of the content-free answers, in log-probabilities of the label words.

    A classifier has no words: its score loses the mean content-free score.
    """
    shift = float(empty.score.mean())
    words = scorer.plan.words
    if not words:
        odds = answers.score - shift
        share = 1 / (1 + np.exp(-np.clip(odds, -500, 500)))
        return dataclasses.replace(
            answers, score=odds, word_probability=np.stack([share, 1 - share], axis=1)
        )
    bias = np.log(np.maximum(empty.word_probability, 1e-30)).mean(axis=0)
    log_p = np.log(np.maximum(answers.word_probability, 1e-30)) - bias
    log_p -= log_sum(log_p)[:, None]
    liked = sum(word.liked for word in words)
    ratings = [word.rating for word in words if word.rating is not None]
    expected = answers.expected_rating
    if len(ratings) == len(words):
        expected = np.exp(log_p) @ np.array(ratings)
    return dataclasses.replace(
        answers,
        score=log_sum(log_p[:, :liked]) - log_sum(log_p[:, liked:]),
        word_probability=np.exp(log_p),
        expected_rating=expected,
    )


def log_sum(log_p: Floats) -> Floats:
    """(n, words) to (n,): logarithm of the sum of the probabilities."""
    top = log_p.max(axis=1)
    result: Floats = top + np.log(np.exp(log_p - top[:, None]).sum(axis=1))
    return result
