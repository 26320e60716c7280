"""What lets a model's answer begin at exactly zero: a gate before it that opens in the warm-up."""

import torch
from torch import Tensor, nn


class Gate(nn.Module):
    """opening * scale * (score - middle): opening rises from 0 to 1, scale is trained from 1.

    Before the first step every score is 0 to the bit, whatever the head, the method and the prompt,
    and no second reading is needed: ReZero (Bachlechner et al. 2021, arXiv:2003.04887, equation 2)
    for a whole model, but for its opening. One that is trained from 0, as theirs, has no sign to go
    by where words say little beyond the rule, and stays shut. middle: the mean answer before
    training, so that the gate lets through what tells prompts apart and not what a template says to
    all of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.opening = nn.Parameter(torch.zeros(()), requires_grad=False)
        self.scale = nn.Parameter(torch.ones(()))
        self.middle = nn.Parameter(torch.zeros(()), requires_grad=False)

    def forward(self, score: Tensor) -> Tensor:
        """(batch,) to the same shape."""
        result: Tensor = self.opening * self.scale * (score - self.middle)
        return result

    def around(self, middle: float) -> None:
        """Take the mean answer of some prompts for nothing."""
        with torch.no_grad():
            self.middle.fill_(middle)

    def open(self, share: float) -> None:
        """0 is shut, 1 is open."""
        with torch.no_grad():
            self.opening.fill_(share)
