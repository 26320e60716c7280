"""Encoded prompts as tensors: padded to the longest of the batch, never further."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import torch
from torch import Tensor

from promptrec.errors import ModelError
from promptrec.model.backbones.devices import Device
from promptrec.model.network.cf import NO_PLACES, CfPlaces, cf_places
from promptrec.records import Encoded, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Prompts side by side. Tensors are int64."""

    ids: Tensor  # (batch, tokens) word pieces
    attention: Tensor  # (batch, tokens) 1 where a token is, 0 where padding is
    mask_at: Tensor  # (batch, masks) places of the mask tokens
    soft_at: Tensor  # (batch, soft) places of the soft tokens
    cf: CfPlaces = NO_PLACES  # the collaborative tokens of each side

    def to(self, device: Device) -> "Batch":
        """The same batch on another device."""
        put = device.put
        ids, attention = put(self.ids), put(self.attention)
        return Batch(ids, attention, put(self.mask_at), put(self.soft_at), self.cf.to(device))


def collate(
    prompts: Sequence[Encoded], pad_id: int, multiple: int = 1, at_most: int | None = None
) -> Batch:
    """One batch from prompts that all have as many masks and as many soft tokens.

    multiple: of which the padded length is one, as far as `at_most` tokens allow it.
    """
    shapes = {(len(prompt.mask_at), len(prompt.soft_at)) for prompt in prompts}
    if len(shapes) != 1:
        raise ModelError("sentence.mixed_prompts")
    lengths = np.array([len(prompt) for prompt in prompts])
    longest = int(lengths.max())
    wide = -(-longest // multiple) * multiple
    tokens = max(longest, min(wide, at_most or wide))
    filled = np.arange(tokens) < lengths[:, None]  # (batch, tokens)
    every = np.full((len(prompts), tokens), pad_id, np.int64)
    pieces = chain.from_iterable(prompt.ids for prompt in prompts)
    every[filled] = np.fromiter(pieces, np.int64, count=int(lengths.sum()))
    ids, attention = torch.from_numpy(every), torch.from_numpy(filled.astype(np.int64))
    mask_at = torch.tensor([prompt.mask_at for prompt in prompts], dtype=torch.int64)
    soft_at = torch.tensor([prompt.soft_at for prompt in prompts], dtype=torch.int64)
    return Batch(ids, attention, mask_at, soft_at, cf_places(prompts))


def distinct(prompts: Sequence[Encoded]) -> tuple[list[Encoded], Ints]:
    """Prompts that differ in what is read of them, as they first come; and which of them each is.

    With collaborative tokens every prompt is taken for another one.
    """
    first: dict[object, int] = {}
    kept: list[Encoded] = []
    place = np.empty(len(prompts), np.int64)
    for at, prompt in enumerate(prompts):
        key = (prompt.ids, prompt.mask_at, prompt.soft_at, at if prompt.cf else -1)
        place[at] = first.setdefault(key, len(kept))
        if place[at] == len(kept):
            kept.append(prompt)
    return kept, place


def by_length(
    prompts: Sequence[Encoded], batch_size: int, tokens: int | None = None
) -> Iterator[list[int]]:
    """Places of the prompts of each batch, longest first: neighbours need hardly any padding.

    Longest first, so that a prompt that does not fit into memory shows at once. tokens: most of
    them in a batch, padding counted, at least one prompt.
    """
    order = sorted(range(len(prompts)), key=lambda at: -len(prompts[at]))
    start = 0
    while start < len(order):
        fits = batch_size if tokens is None else tokens // max(1, len(prompts[order[start]]))
        count = max(1, min(batch_size, fits))
        yield order[start : start + count]
        start += count
