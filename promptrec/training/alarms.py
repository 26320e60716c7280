"""What can go wrong in silence, found and said in plain words.

A soft prompt whose gradient never arrives, or a model that answers the same to everything, gives
the same metric every epoch and no error. Each check here returns a sentence, or "" when all is
well.
"""

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from promptrec.records import Floats
from promptrec.settings import RANKING_LOSSES
from promptrec.words.table import sentence

STILL = 1e-6  # scores that change by less than this have not moved
FLAT = 1e-3  # scores that all lie within this are one answer
WORSE = 4  # a loss so many times that of a constant answer has exploded
MANY = 10  # so has one that is so many times the smallest of the run
FAR = 100  # log-odds: a probability of 1 to 1e-43


def no_gradient(sizes: Mapping[str, float]) -> str:
    """sizes: per trained part of the network its largest gradient over the first steps."""
    dead = [name for name, size in sizes.items() if size == 0]
    if not dead:
        return ""
    both = functools.partial(sentence, "runs.both_parts")
    parts = functools.reduce(lambda one, other: both(one=one, other=other), dead)
    return sentence("sentence.alarm_gradient", parts=parts)


def still_scores(before: Floats, after: Floats) -> str:
    """Scores of the same prompts before and after the first epoch."""
    if not len(before) or np.abs(after - before).max() >= STILL:
        return ""
    return sentence("sentence.alarm_still")


def constant_scores(scores: Floats, always: bool = False) -> str:
    """Scores of different prompts; always: they were alike before the first step, too."""
    if len(scores) < 2 or np.ptp(scores) >= FLAT:
        return ""
    return sentence("sentence.alarm_flat" if always else "sentence.alarm_constant")


def exploded_loss(losses: Sequence[float], constant: float, rate: float) -> str:
    """losses: of every step. constant: that of the best answer which is the same for all rows.

    Compares the mean of the last quarter of the steps with the first one and the smallest one.
    """
    size = max(1, len(losses) // 4)
    means = [float(np.mean(losses[at : at + size])) for at in range(0, len(losses), size)]
    if len(losses) < 2:
        return ""
    last = float(np.mean(losses[-size:]))
    worse = last > max(2 * means[0], WORSE * constant)
    if not worse and last <= max(MANY * min(means), 2 * constant):
        return ""
    return sentence(
        "sentence.alarm_exploded", first=f"{means[0]:.3g}", last=f"{last:.3g}", rate=f"{rate:g}"
    )


def far_scores(scores: Floats, rate: float) -> str:
    """Scores that no trained model has: its probabilities are 0 and 1 alone."""
    middle = float(np.median(np.abs(scores))) if len(scores) else 0.0
    if middle < FAR:
        return ""
    return sentence("sentence.alarm_far_scores", size=f"{middle:.3g}", rate=f"{rate:g}")


def constant_loss(loss: str, label: Floats, rating: Floats, negatives: int) -> float:
    """The loss of the best answer that is the same for every row."""
    if loss == "mse":
        return float(np.var(rating))
    if loss == "mae":
        return float(np.abs(rating - np.median(rating)).mean())
    if loss in RANKING_LOSSES:
        return float(np.log1p(negatives if loss == "infonce" else 1))
    liked = float(np.clip(label.mean(), 0.05, 0.95))
    return float(-liked * np.log(liked) - (1 - liked) * np.log(1 - liked))


def one_class(label: Floats) -> str:
    """Labels of the training rows."""
    if len(np.unique(label)) > 1:
        return ""
    side = "liked" if label[0] == 1 else "disliked"
    return sentence("sentence.alarm_one_class", side=sentence(f"sentence.side_{side}"))


def gradient_sizes(network: nn.Module) -> dict[str, Tensor]:
    """Per trained part (soft tokens, head, backbone) its largest absolute gradient now, a scalar.

    They stay on the device: reading one waits for it.
    """
    names = {
        "soft": sentence("sentence.part_soft"),
        "soft_encoder": sentence("sentence.part_soft"),
        "cf": sentence("sentence.part_cf"),
        "head": sentence("sentence.part_head"),
        "gate": sentence("sentence.part_gate"),
        "backbone": sentence("sentence.part_backbone"),
    }
    sizes: dict[str, Tensor] = {}
    for name, part in network.named_parameters():
        if part.requires_grad:
            where = names[name.split(".")[0]]
            size = (
                part.new_zeros(())
                if part.grad is None
                else torch.linalg.vector_norm(part.grad, torch.inf)
            )
            sizes[where] = torch.maximum(size, sizes[where]) if where in sizes else size
    return sizes
