"""From a head's numbers to a score, an expected rating and a loss. Pure functions of tensors.

Scores: log-odds of liked for cross-entropy; for MSE and MAE the logit of the predicted rating,
rescaled to (0, 1) and clipped. Both are above 0 for "rather liked". For BPR and InfoNCE the raw
logit, which only orders items.
"""

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor

from promptrec.model.network.gate import Gate
from promptrec.model.plan import ScorerPlan

EDGE = 1e-6  # a rescaled rating stays this far from 0 and 1, so that its logit is finite


@dataclass(frozen=True, slots=True, eq=False)
class Outputs:
    """What the model says of a batch."""

    score: Tensor  # (batch,) larger is better
    rating: Tensor | None  # (batch,) on the rating scale, None when the head says none
    word_log_p: Tensor  # (batch, words) natural logarithm, liked words first


def read(raw: Tensor, plan: ScorerPlan, gate: Gate | None = None) -> Outputs:
    """raw: (batch, outputs) of a classifier or (batch, words) of the other heads, float32.

    gate: what the score goes through, where a rule stands beside it. The words stay as they are.
    """
    found = _read_classifier(raw, plan) if plan.head == "classifier" else _read_words(raw, plan)
    return found if gate is None else dataclasses.replace(found, score=gate(found.score))


def _read_classifier(raw: Tensor, plan: ScorerPlan) -> Outputs:
    if not plan.rates:
        log_p = raw.log_softmax(dim=-1)  # disliked, liked
        return Outputs(raw[:, 1] - raw[:, 0], None, log_p.flip(-1))
    low, high = plan.rating_scale
    share = raw[:, 0] + 0.5  # an untrained head predicts the middle of the scale
    score = rating_score(share)
    sides = torch.stack([score, -score], dim=-1)
    log_p = torch.nn.functional.logsigmoid(sides)
    return Outputs(score, low + share * (high - low), log_p)


def _read_words(word_log_p: Tensor, plan: ScorerPlan) -> Outputs:
    score = log_odds(word_log_p, sum(word.liked for word in plan.words))
    ratings = [word.rating for word in plan.words]
    low, high = plan.rating_scale
    if None not in ratings:
        scale = torch.tensor(ratings, dtype=word_log_p.dtype, device=word_log_p.device)
        rating = word_log_p.softmax(dim=-1) @ scale
    elif plan.rates:
        rating = low + score.sigmoid() * (high - low)
    else:
        return Outputs(score, None, word_log_p)
    if plan.rates:
        score = rating_score((rating - low) / (high - low))
    return Outputs(score, rating, word_log_p)


def log_odds(word_log_p: Tensor, liked: int) -> Tensor:
    """Log-odds of the first `liked` words over the others; 0 means undecided.

    word_log_p: (batch, words). Returns (batch,). Words of one side add up as probabilities, not as
    logits.
    """
    return word_log_p[:, :liked].logsumexp(dim=-1) - word_log_p[:, liked:].logsumexp(dim=-1)


def rating_score(share: Tensor) -> Tensor:
    """Logit of a rating rescaled to (0, 1), in float64: (batch,) to (batch,)."""
    return share.double().clamp(EDGE, 1 - EDGE).logit()
