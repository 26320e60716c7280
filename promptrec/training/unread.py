"""What steps came to, on the device until it is read: reading one number waits for the device."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from promptrec.errors import ModelError


@dataclass(frozen=True, slots=True, eq=False)
class UnreadStep:
    """One step: losses of its batches, to be added up, and the gaps of groups in them."""

    number: int  # from 1
    epoch: int
    losses: list[Tensor]  # scalars
    gaps: list[Tensor]  # scalars, none without fairness
    shares: list[tuple[int, int]]  # per batch its examples, and those of the step


@dataclass(frozen=True, slots=True)
class ReadStep:
    """The same in numbers."""

    number: int
    epoch: int
    loss: float
    gap: float


@dataclass(eq=False)
class Unread:
    """Steps whose losses nobody has read yet."""

    every: int  # steps that are read at once
    steps: list[UnreadStep] = field(default_factory=list)

    def add(self, step: UnreadStep) -> list[ReadStep]:
        """Take note of a step; the steps that are read now, often none."""
        self.steps.append(step)
        return self.read() if len(self.steps) >= self.every else []

    def read(self) -> list[ReadStep]:
        """All that are waiting, in order; waits for the device once."""
        steps, self.steps = self.steps, []
        scalars = [one.double() for step in steps for one in (*step.losses, *step.gaps)]
        values = iter(torch.stack(scalars).tolist() if scalars else ())
        return [in_numbers(step, [next(values) for _ in step.losses + step.gaps]) for step in steps]


def check_finite(steps: Sequence[ReadStep], rate: float) -> None:
    """ModelError at the first loss that is not a number any more."""
    for step in steps:
        if not math.isfinite(step.loss):
            raise ModelError("sentence.not_finite", step=step.number, rate=f"{rate:g}")


def in_numbers(step: UnreadStep, values: list[float]) -> ReadStep:
    """A step with the values of its losses and gaps."""
    losses, gaps = values[: len(step.losses)], values[len(step.losses) :]
    loss, gap = 0.0, 0.0
    for value in losses:
        loss += value
    for value, (mine, every) in zip(gaps, step.shares, strict=False):
        gap += value * mine / every
    return ReadStep(step.number, step.epoch, loss, gap)
