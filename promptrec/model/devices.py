"""The one place that decides device and precision: CUDA, then MPS, then the CPU.

bf16 autocast only on CUDA cards that have it; on the CPUs we measured bf16 is half as fast as fp32.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch

from promptrec.errors import SettingsError
from promptrec.settings.choices import DEVICES


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a machine can do; handed in, so that the choice can be tested anywhere."""

    cuda: bool = False
    cuda_bf16: bool = False
    mps: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """Where tensors live, and whether matrix products run in bf16."""

    name: str  # "cpu", "cuda" or "mps"
    bf16: bool = False

    @property
    def precision(self) -> str:
        """In words, for pages and run records."""
        return "bf16 autocast" if self.bf16 else "fp32"

    def autocast(self) -> AbstractContextManager[object]:
        """Around a forward pass; weights, losses and optimizer stay in fp32."""
        if not self.bf16:
            return nullcontext()
        return torch.autocast(self.name, dtype=torch.bfloat16)


def capabilities() -> Capabilities:
    """Of this machine."""
    cuda = torch.cuda.is_available()
    return Capabilities(
        cuda=cuda,
        cuda_bf16=cuda and torch.cuda.is_bf16_supported(including_emulation=False),
        mps=torch.backends.mps.is_available(),
    )


def pick(device: str = "auto", can: Capabilities | None = None) -> Device:
    """The device for a setting; SettingsError when this machine does not have it."""
    if device not in DEVICES:
        raise SettingsError(f"device is {device!r}. Choose one of: {', '.join(DEVICES)}.")
    can = can or capabilities()
    if device == "auto":
        device = "cuda" if can.cuda else "mps" if can.mps else "cpu"
    if (device == "cuda" and not can.cuda) or (device == "mps" and not can.mps):
        raise SettingsError(f"This machine has no {device} device. Choose auto or cpu.")
    return Device(device, bf16=device == "cuda" and can.cuda_bf16)
