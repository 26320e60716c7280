"""The rule that a run starts from, as the model sees it: a fixed number beside each of its answers.

Which rule that is, and how it is counted, is known above (`baselines.start`). No torch.
"""

import dataclasses
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from promptrec.examples.plan import Plan
from promptrec.model.plan import LabelWord
from promptrec.records import Answers, Floats, Pairs, logistic

START_FILE = "start.json"  # in a checkpoint: how the rule's number becomes log-odds


class Start(Protocol):
    """A rule as log-odds of liked."""

    def __call__(self, plan: Plan, pairs: Pairs, part: str | None) -> Floats:
        """(pairs,) under the history rules of the part; None: of all that is strictly older."""

    def held(self, plan: Plan) -> "Start":
        """The same as it is fitted on this plan, for one that has more users."""


def lifted(answers: Answers, offset: Floats | None, words: Sequence[LabelWord]) -> Answers:
    """The answers with the rule's log-odds added to their scores; None: as they are.

    Label words share the two sides as the model shares them, and each side has what the score says
    of it; a rating is expected from these shares. words: of the scorer, () for a classifier.
    """
    if offset is None:
        return answers
    score = offset + answers.score
    found = shared(answers.word_probability, score, words)
    rating = answers.expected_rating
    if rating is not None:
        rating = found @ np.array([word.rating for word in words], np.float64)
    return dataclasses.replace(answers, score=score, word_probability=found, expected_rating=rating)


def shared(found: Floats, score: Floats, words: Sequence[LabelWord]) -> Floats:
    """(n, words) probabilities whose liked words add up to that of the score, (n,)."""
    side = logistic(np.stack([score, -score], axis=1))
    liked = sum(word.liked for word in words) or 1
    parts = (found[:, :liked], found[:, liked:])
    return np.concatenate(
        [
            own / np.maximum(own.sum(axis=1, keepdims=True), 1e-30) * side[:, [at]]
            for at, own in enumerate(parts)
        ],
        axis=1,
    )
