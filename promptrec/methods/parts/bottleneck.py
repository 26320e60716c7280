"""`adapter`: a small bottleneck after a matrix of the backbone (Houlsby et al. 2019, figure 2)."""

import re

import torch
from torch import Tensor, nn

from promptrec.methods.architectures import Architecture


class Adapted(nn.Module):
    """A frozen module, then down, GELU, up and a residual; up starts at zero: no effect."""

    def __init__(self, inner: nn.Module, width: int, size: int) -> None:
        super().__init__()
        self.inner = inner
        self.adapter_down = nn.Linear(width, size)
        self.adapter_up = nn.Linear(size, width)
        nn.init.zeros_(self.adapter_up.weight)
        nn.init.zeros_(self.adapter_up.bias)

    def forward(self, value: Tensor) -> Tensor:
        """(..., in) to (..., width)."""
        plain: Tensor = self.inner(value)
        result: Tensor = plain + self.adapter_up(nn.functional.gelu(self.adapter_down(plain)))
        return result


def add_adapters(backbone: nn.Module, parts: Architecture, size: int) -> None:
    """A bottleneck after the attention and after the feed-forward part of every layer."""
    for name, module in list(backbone.named_modules()):
        if re.fullmatch(parts.adapted, name):
            parent, _, child = name.rpartition(".")
            setattr(backbone.get_submodule(parent), child, Adapted(module, width_of(module), size))


def width_of(module: nn.Module) -> int:
    """Outputs of a linear layer or of GPT-2's Conv1D."""
    if isinstance(module, nn.Linear):
        return module.out_features
    weight = module.weight
    assert isinstance(weight, torch.Tensor)
    return int(weight.shape[1])
