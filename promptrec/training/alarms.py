"""What can go wrong in silence, found and said in plain words.

A soft prompt whose gradient never arrives, or a model that answers the same to everything, gives
the same metric every epoch and no error. Each check here returns a sentence, or "" when all is
well.
"""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from promptrec.records import Floats

STILL = 1e-6  # scores that change by less than this have not moved
FLAT = 1e-3  # scores that all lie within this are one answer


def no_gradient(sizes: Mapping[str, float]) -> str:
    """sizes: per trained part of the network its largest gradient over the first steps."""
    dead = [name for name, size in sizes.items() if size == 0]
    if not dead:
        return ""
    return (
        f"No gradient reaches {', '.join(dead)}: these parameters do not learn. "
        "Choose another method or template; if it stays so, this is a bug."
    )


def still_scores(before: Floats, after: Floats) -> str:
    """Scores of the same prompts before and after the first epoch."""
    if not len(before) or np.abs(after - before).max() >= STILL:
        return ""
    return "The scores have not moved after one epoch. Raise the learning rate."


def constant_scores(scores: Floats) -> str:
    """Scores of different prompts."""
    if len(scores) < 2 or np.ptp(scores) >= FLAT:
        return ""
    return (
        "The model gives every prompt the same score: it has collapsed. Lower the learning rate, "
        "take more training rows, or put a field that differs between rows into the template."
    )


def one_class(label: Floats) -> str:
    """Labels of the training rows."""
    if len(np.unique(label)) > 1:
        return ""
    side = "liked" if label[0] == 1 else "not liked"
    return f"Every training row is {side}: there is nothing to tell apart. Take other rows."


def gradient_sizes(network: nn.Module) -> dict[str, Tensor]:
    """Per trained part (soft tokens, head, backbone) its largest absolute gradient now, a scalar.

    They stay on the device: reading one waits for it.
    """
    names = {
        "soft": "the soft tokens",
        "soft_encoder": "the soft tokens",
        "head": "the head",
        "backbone": "the backbone",
    }
    sizes: dict[str, Tensor] = {}
    for name, part in network.named_parameters():
        if part.requires_grad:
            where = names[name.split(".")[0]]
            size = part.new_zeros(()) if part.grad is None else part.grad.abs().max()
            sizes[where] = torch.maximum(size, sizes[where]) if where in sizes else size
    return sizes
