"""The one place that decides device, precision and how a device likes its work.

CUDA, then MPS, then the CPU. bf16 autocast only on CUDA cards that have it; on the CPUs we measured
bf16 is half as fast as fp32. A CUDA card works while Python goes on: what waits for it (a copy from
ordinary memory, a number that is read) is rare here, and batches are large. Measured: docs/gpu.md.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from promptrec.errors import SettingsError
from promptrec.registry import choose
from promptrec.settings.choices import DEVICES

WORKSPACE = ("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # with it cuBLAS repeats its sums bit for bit


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a machine can do; handed in, so that the choice can be tested anywhere."""

    cuda: bool = False
    cuda_bf16: bool = False
    mps: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """Where tensors live, whether matrix products run in bf16, and in what portions it works."""

    name: str  # "cpu", "cuda" or "mps"
    bf16: bool = False

    @property
    def precision(self) -> str:
        """In words, for pages and run records."""
        return "bf16 autocast" if self.bf16 else "fp32"

    @property
    def is_cuda(self) -> bool:
        """Whether it works beside Python, with kernels for CUDA."""
        return self.name == "cuda"

    @property
    def multiple(self) -> int:
        """Prompts are padded to a multiple of so many tokens: what tensor cores read at once."""
        return 8 if self.is_cuda else 1

    @property
    def scored_prompts(self) -> int:
        """Most prompts of one batch that is only scored."""
        return 1024 if self.is_cuda else 32

    @property
    def scored_tokens(self) -> int | None:
        """Most tokens, with padding, of such a batch; None: prompts alone are counted."""
        return 65_536 if self.is_cuda else None

    @property
    def worth_sharing(self) -> int:
        """Tokens that reading a common beginning once must save; less is read faster at once."""
        return 65_536 if self.is_cuda else 0

    @property
    def read_every(self) -> int:
        """Steps of a training after which their losses are read, which waits for the device."""
        return 16 if self.is_cuda else 1

    def autocast(self) -> AbstractContextManager[object]:
        """Around a forward pass; weights, losses and optimizer stay in fp32."""
        if not self.bf16:
            return nullcontext()
        return torch.autocast(self.name, dtype=torch.bfloat16)

    def put(self, tensor: Tensor) -> Tensor:
        """The tensor on this device."""
        return put(tensor, torch.device(self.name))

    def cards(self) -> list[int]:
        """CUDA cards whose random numbers a training draws from."""
        return [torch.cuda.current_device()] if self.is_cuda else []

    def prepare(self) -> None:
        """Before a network is put here: on CUDA fp32 means fp32, not TF32, and sums can repeat."""
        if self.is_cuda:
            os.environ.setdefault(*WORKSPACE)
            cudnn: Any = torch.backends.cudnn
            for part in (torch.backends.cuda.matmul, cudnn.conv, cudnn.rnn):
                part.fp32_precision = "ieee"

    @contextmanager
    def repeatable(self) -> Iterator[None]:
        """Around a step of a training: the same numbers again give the same weights, bit for bit.

        The CPU does so anyway. On CUDA attention and scattered sums take their steady algorithms.
        """
        if not self.is_cuda:
            yield
            return
        fill: Any = torch.utils.deterministic
        before = torch.get_deterministic_debug_mode(), fill.fill_uninitialized_memory
        torch.use_deterministic_algorithms(True)
        fill.fill_uninitialized_memory = False
        try:
            yield
        finally:
            torch.set_deterministic_debug_mode(before[0])
            fill.fill_uninitialized_memory = before[1]


def put(tensor: Tensor, device: torch.device) -> Tensor:
    """The tensor on a device; to CUDA through pinned memory, so that nothing waits for the copy."""
    if device.type == "cuda" and not tensor.is_cuda and tensor.numel():
        return tensor.pin_memory().to(device, non_blocking=True)
    return tensor.to(device)


def whole_numbers(values: Sequence[int], device: torch.device) -> Tensor:
    """A few int64 on a device."""
    return put(torch.tensor(values, dtype=torch.int64), device)


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
    choose("device", device, DEVICES)
    can = can or capabilities()
    if device == "auto":
        device = "cuda" if can.cuda else "mps" if can.mps else "cpu"
    if (device == "cuda" and not can.cuda) or (device == "mps" and not can.mps):
        raise SettingsError("sentence.no_device", device=device)
    return Device(device, bf16=device == "cuda" and can.cuda_bf16)
