"""`adalora`: ranks move between matrices while training (Zhang et al. 2023, algorithm 1).

peft's allocator judges every triplet by its gradient and zeroes the singular values of the worst;
it has to be told after each step while the gradients are still there. Its orthogonality penalty is
left out: it is part of the loss in peft's own wrapper, which we do not use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from promptrec.methods.method import Tuned
from promptrec.words.table import sentence

WARM, FINAL = 0.1, 0.3  # shares of the steps before ranks fall, and after they are fixed
JUDGED = ("ipt", "exp_avg_ipt", "exp_avg_unc")  # of the allocator: by parameter, tensors


@dataclass(eq=False)
class Allocation:
    """Where the ranks of one training stand."""

    allocator: Any  # peft's
    first: dict[str, int]  # ranks before the first step
    fixed: Any = None  # pattern of the ranks once they are final

    @torch.no_grad()
    def move(self, backbone: nn.Module, step: int) -> None:
        """Judge, move ranks, and from the last share of the steps on keep them."""
        config = self.allocator.peft_config
        if step < config.total_step - config.tfinal:
            self.allocator.update_and_allocate(backbone, step)
        elif self.fixed is None:
            if not self.allocator.exp_avg_ipt:  # a training of a step or two: nothing was judged
                self.allocator.update_ipt(backbone)
            _, self.fixed = self.allocator.update_and_allocate(backbone, step, force_mask=True)
        else:
            self.allocator.mask_using_rank_pattern(backbone, self.fixed)

    def state(self) -> tuple[dict[str, torch.Tensor], Any]:
        """What a training that is cut off needs of it to go on: tensors, and a value of JSON."""
        judged = {
            f"{part}/{name}": one.cpu()
            for part in JUDGED
            for name, one in getattr(self.allocator, part).items()
        }
        return judged, self.fixed

    def put(self, tensors: Mapping[str, torch.Tensor], fixed: Any) -> None:
        """Put `state` back."""
        for key, one in tensors.items():
            part, _, name = key.partition("/")
            getattr(self.allocator, part)[name] = one
        self.fixed = fixed


def allocation_of(network: Tuned, total_steps: int) -> Allocation:
    """Made before the first step of a training of so many updates."""
    from peft.tuners.adalora.layer import RankAllocator

    backbone: Any = network.backbone
    config = backbone.peft_config["default"]
    config.total_step = total_steps
    config.tinit = round(WARM * total_steps)
    config.tfinal = round(FINAL * total_steps)
    config.deltaT = max(1, total_steps // 50)
    return Allocation(RankAllocator(backbone, config, "default"), ranks(network))


def ranks(network: Tuned) -> dict[str, int]:
    """Per changed matrix how many of its singular values are in use."""
    return {
        name: int((part != 0).sum()) if part.any() else part.numel()
        for name, part in network.named_parameters()
        if "lora_E" in name
    }


def ranks_alarm(network: Tuned) -> str:
    """That no rank has moved in a training; "" when some have."""
    if network.memory is None or ranks(network) != network.memory.first:
        return ""
    return sentence("sentence.alarm_ranks")
