"""What training makes smaller. Pure functions of tensors.

Point losses judge each prompt alone; ranking losses compare the prompts of a group: a liked item
and others of the same user.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from promptrec.model.network.answers import Outputs


@dataclass(frozen=True, slots=True)
class LossPlan:
    """Which loss, and its numbers."""

    name: str = "cross_entropy"
    smoothing: float = 0.0  # share of a label that is moved to the other class
    weights: tuple[float, float] = (1.0, 1.0)  # of a disliked and of a liked example
    temperature: float = 1.0  # infonce divides scores by it


def loss_of(
    outputs: Outputs, label: Tensor, rating: Tensor, plan: LossPlan, group: Tensor | None = None
) -> Tensor:
    """Mean loss of a batch, a scalar.

    label, rating: (batch,) float; group: (batch,) whole numbers, equal for prompts that are ranked
    together. Cross-entropy, BPR and InfoNCE in nats; MSE and MAE in units of the rating scale.
    Two-class cross-entropy is the binary one of the log-odds, for every head.
    """
    if plan.name == "cross_entropy":
        return cross_entropy(outputs.score, label, plan)
    if plan.name in ("bpr", "infonce"):
        if group is None:
            raise ValueError(f"The loss {plan.name} needs groups.")
        return (bpr if plan.name == "bpr" else infonce)(outputs.score, label, group, plan)
    if outputs.rating is None:
        raise ValueError(f"The loss {plan.name} needs a rating.")
    difference = outputs.rating - rating
    return difference.abs().mean() if plan.name == "mae" else difference.square().mean()


def cross_entropy(score: Tensor, label: Tensor, plan: LossPlan) -> Tensor:
    """Binary cross-entropy with smoothed labels (Szegedy et al. 2016) and weights per class."""
    disliked, liked = plan.weights
    target = label * (1 - plan.smoothing) + plan.smoothing / 2
    weight = torch.where(label == 1, liked, disliked).to(score.dtype)
    return torch.nn.functional.binary_cross_entropy_with_logits(score, target, weight)


def bpr(score: Tensor, label: Tensor, group: Tensor, _: LossPlan) -> Tensor:
    """-log of the probability that a liked item beats another of its group, mean over such pairs.

    Rendle et al. 2009, section 4. 0 for a batch without such a pair.
    """
    beats = rivals(label, group)
    if not beats.any():
        return score.sum() * 0
    return torch.nn.functional.softplus(score[None, :] - score[:, None])[beats].mean()


def infonce(score: Tensor, label: Tensor, group: Tensor, plan: LossPlan) -> Tensor:
    """-log of the share of each liked item among itself and the others of its group, mean.

    van den Oord et al. 2018, equation 4; score / temperature stands for their log f.
    """
    beats = rivals(label, group)
    places = beats.any(dim=1)
    if not places.any():
        return score.sum() * 0
    among = beats | torch.eye(len(score), dtype=torch.bool, device=score.device)
    scaled = score / plan.temperature
    every = scaled.expand(len(score), -1).masked_fill(~among, -torch.inf)
    return (every.logsumexp(dim=1) - scaled)[places].mean()


def rivals(label: Tensor, group: Tensor) -> Tensor:
    """(batch, batch) True where the row is liked and the column is another of its group."""
    same = group[:, None] == group[None, :]
    return same & (label[:, None] == 1) & (label[None, :] == 0)
