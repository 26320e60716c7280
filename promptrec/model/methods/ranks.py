"""`adalora`: ranks move between matrices while training (Zhang et al. 2023, algorithm 1).

peft's allocator judges every triplet by its gradient and zeroes the singular values of the worst;
it has to be told after each step while the gradients are still there. Its orthogonality penalty is
left out: it is part of the loss in peft's own wrapper, which we do not use.
"""

from typing import Any

import torch

from promptrec.model.network import Network
from promptrec.model.plan import ScorerPlan

WARM, FINAL = 0.1, 0.3  # shares of the steps before ranks fall, and after they are fixed


def begin(network: Network, plan: ScorerPlan, total_steps: int) -> None:
    """Told once before the first step of a training of so many updates."""
    if plan.method_name != "adalora":
        return
    from peft.tuners.adalora.layer import RankAllocator

    backbone: Any = network.backbone
    config = backbone.peft_config["default"]
    config.total_step = total_steps
    config.tinit = round(WARM * total_steps)
    config.tfinal = round(FINAL * total_steps)
    config.deltaT = max(1, total_steps // 50)
    network.allocator = RankAllocator(network.backbone, config, "default")
    network.first_ranks = ranks(network)


@torch.no_grad()
def step_done(network: Network, plan: ScorerPlan, step: int) -> None:
    """Told after each optimizer step (from 1) while the gradients are still there."""
    if plan.method_name != "adalora":
        return
    allocator: Any = network.allocator
    config = allocator.peft_config
    last = config.total_step - config.tfinal
    if step < last:
        allocator.update_and_allocate(network.backbone, step)
    elif network.rank_pattern is None:
        if not allocator.exp_avg_ipt:  # a training of a step or two: nothing was judged before
            allocator.update_ipt(network.backbone)
        _, network.rank_pattern = allocator.update_and_allocate(
            network.backbone, step, force_mask=True
        )
    else:
        allocator.mask_using_rank_pattern(network.backbone, network.rank_pattern)


def ranks(network: Network) -> dict[str, int]:
    """Per changed matrix how many of its singular values are in use."""
    return {
        name: int((part != 0).sum()) if part.any() else part.numel()
        for name, part in network.named_parameters()
        if "lora_E" in name
    }


def method_alarm(network: Network, plan: ScorerPlan) -> str:
    """What is wrong with the method's own parts after training, in a sentence; "" when nothing."""
    if plan.method_name != "adalora" or ranks(network) != network.first_ranks:
        return ""
    return (
        "The ranks of adalora have not moved: it is lora with more parameters. "
        "Train for more steps, or choose lora."
    )
