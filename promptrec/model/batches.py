"""Encoded prompts as tensors: padded to the longest of the batch, never further."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from promptrec.errors import ModelError
from promptrec.records import Encoded


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Prompts side by side. All int64."""

    ids: Tensor  # (batch, tokens) word pieces
    attention: Tensor  # (batch, tokens) 1 where a token is, 0 where padding is
    mask_at: Tensor  # (batch, masks) places of the mask tokens
    soft_at: Tensor  # (batch, soft) places of the soft tokens

    def to(self, device: str) -> "Batch":
        """The same batch on another device."""
        parts = (self.ids, self.attention, self.mask_at, self.soft_at)
        return Batch(*(part.to(device) for part in parts))


def collate(prompts: Sequence[Encoded], pad_id: int) -> Batch:
    """One batch from prompts that all have as many masks and as many soft tokens."""
    shapes = {(len(prompt.mask_at), len(prompt.soft_at)) for prompt in prompts}
    if len(shapes) != 1:
        raise ModelError(
            "Some prompts have more masks or soft tokens than others. Make all with one template."
        )
    tokens = max(len(prompt) for prompt in prompts)
    ids = torch.full((len(prompts), tokens), pad_id, dtype=torch.int64)
    attention = torch.zeros((len(prompts), tokens), dtype=torch.int64)
    for row, prompt in enumerate(prompts):
        ids[row, : len(prompt)] = torch.tensor(prompt.ids, dtype=torch.int64)
        attention[row, : len(prompt)] = 1
    mask_at = torch.tensor([prompt.mask_at for prompt in prompts], dtype=torch.int64)
    soft_at = torch.tensor([prompt.soft_at for prompt in prompts], dtype=torch.int64)
    return Batch(ids, attention, mask_at, soft_at)


def by_length(prompts: Sequence[Encoded], batch_size: int) -> Iterator[list[int]]:
    """Places of the prompts of each batch, longest first: neighbours need hardly any padding.

    Longest first, so that a prompt that does not fit into memory shows at once.
    """
    order = sorted(range(len(prompts)), key=lambda at: -len(prompts[at]))
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]
