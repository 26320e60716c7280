"""What lets a model's answer begin at exactly zero: one trained number before it."""

import torch
from torch import Tensor, nn


class Gate(nn.Module):
    """scale * (score - middle); scale begins at 0 and is trained, middle stays.

    ReZero (Bachlechner et al. 2021, arXiv:2003.04887, equation 2) for a whole model: at the first
    step every score is 0 to the bit, whatever the head, the method and the prompt, and costs no
    second reading. middle: the mean answer before training, so that scale weighs what tells
    prompts apart and not what a template says to all of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(()))
        self.middle = nn.Parameter(torch.zeros(()), requires_grad=False)

    def forward(self, score: Tensor) -> Tensor:
        """(batch,) to the same shape."""
        result: Tensor = self.scale * (score - self.middle)
        return result

    def around(self, middle: float) -> None:
        """Take the mean answer of some prompts for nothing."""
        with torch.no_grad():
            self.middle.fill_(middle)
