"""How likely label words follow a prompt, and the beginning of prompts read only once.

A word of several pieces has the product of their probabilities: its first piece is read after the
prompt, every further piece after the prompt and the pieces before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from promptrec.model.batches import Batch
from promptrec.model.devices import whole_numbers
from promptrec.records import Encoded

if TYPE_CHECKING:
    from promptrec.model.network import Network

WORTH = 16  # tokens that prompts must share before they are read once for all


@dataclass(frozen=True, slots=True, eq=False)
class CommonBeginning:
    """The keys and values of a common beginning, per layer (1, heads, tokens, width)."""

    tokens: int
    layers: tuple[tuple[Tensor, Tensor], ...]

    def repeated(self, rows: int) -> Any:
        """A transformers cache for so many prompts, which they may lengthen."""
        from transformers import DynamicCache

        cache = DynamicCache()
        for at, (keys, values) in enumerate(self.layers):
            cache.update(keys.expand(rows, -1, -1, -1), values.expand(rows, -1, -1, -1), at)
        return cache


def read_past(network: "Network", batch: Batch, tokens: int) -> CommonBeginning:
    """Read the first tokens that all prompts of a batch share, once."""
    embedded = network.embed(batch)[:1, :tokens]
    output: Any = network.backbone(inputs_embeds=embedded, use_cache=True)
    layers = output.cache.layers
    return CommonBeginning(tokens, tuple((layer.keys, layer.values) for layer in layers))


def word_log_p(
    network: "Network",
    hidden: Tensor,
    batch: Batch,
    past: CommonBeginning | None = None,
    embedded: Tensor | None = None,
) -> Tensor:
    """(batch, words) log-probability of each label word right after the prompt.

    hidden: (batch, tokens, hidden) of the tokens behind the past. embedded: the word vectors that
    were read, of the same shape; None: those of the batch.
    """
    head: Any = network.head
    rows = torch.arange(len(hidden), device=hidden.device)
    ends = batch.attention.sum(dim=1) - 1 - (past.tokens if past else 0)
    first = head.log_probabilities(hidden[rows, ends], network.embeddings)  # (batch, vocab)
    columns = []
    for pieces in head.spelling:
        log_p = first[:, pieces[0]]
        if len(pieces) > 1:
            log_p = log_p + rest_log_p(network, batch, pieces, past, embedded)
        columns.append(log_p)
    return torch.stack(columns, dim=-1)


def rest_log_p(
    network: "Network",
    batch: Batch,
    pieces: Sequence[int],
    past: CommonBeginning | None,
    embedded: Tensor | None = None,
) -> Tensor:
    """(batch,) log-probability of the pieces behind the first, given those before them.

    embedded: as in `word_log_p`; gradients then flow through every piece.
    """
    longer = lengthened(batch, pieces[:-1])
    skip = past.tokens if past else 0
    vectors = network.embed(longer)
    if embedded is not None:
        more = len(pieces) - 1
        prompt = nn.functional.pad(batch.attention, (0, more)).bool().unsqueeze(-1)
        vectors = torch.where(prompt, nn.functional.pad(embedded, (0, 0, 0, more)), vectors)
    hidden = network.hidden(vectors[:, skip:], longer, past)
    rows = torch.arange(len(hidden), device=hidden.device).unsqueeze(-1)
    steps = torch.arange(len(pieces) - 1, device=hidden.device)
    at = batch.attention.sum(dim=1, keepdim=True) - skip + steps  # (batch, pieces - 1)
    head: Any = network.head
    log_p = head.log_probabilities(hidden[rows, at], network.embeddings)
    wanted = whole_numbers(pieces[1:], hidden.device).expand(len(hidden), -1)
    result: Tensor = log_p.gather(-1, wanted.unsqueeze(-1)).squeeze(-1).sum(dim=-1)
    return result


def lengthened(batch: Batch, pieces: Sequence[int]) -> Batch:
    """The prompts with the pieces behind each, before its padding."""
    count = len(pieces)
    at = batch.attention.sum(dim=1, keepdim=True) + torch.arange(count, device=batch.ids.device)
    new = whole_numbers(pieces, batch.ids.device).expand(len(batch.ids), -1)
    ids = nn.functional.pad(batch.ids, (0, count)).scatter(1, at, new)
    attention = nn.functional.pad(batch.attention, (0, count)).scatter(1, at, 1)
    return Batch(ids, attention, batch.mask_at, batch.soft_at)


def common_start(first: Encoded, second: Encoded) -> int:
    """Tokens that two prompts share at their beginning."""
    soft = first.soft_at == second.soft_at
    pairs = zip(first.ids, second.ids, strict=False)
    same = next((at for at, (one, two) in enumerate(pairs) if one != two), None)
    shared = min(len(first), len(second)) if same is None else same
    return shared if soft else min(shared, *first.soft_at[:1], *second.soft_at[:1])


def sharing(prompts: Sequence[Encoded]) -> list[tuple[list[int], int]]:
    """Groups of places with the tokens that their prompts share; 0: nothing worth it.

    Neighbours in alphabetical order share most. A prompt joins a group when reading the shared part
    once saves more with it than without it; at least one token of each prompt is left over.
    """
    order = sorted(range(len(prompts)), key=lambda at: prompts[at].ids)
    groups: list[tuple[list[int], int]] = []
    for place in order:
        prompt = prompts[place]
        if groups:
            places, shared = groups[-1]
            mine = min(common_start(prompts[places[0]], prompt), len(prompt) - 1)
            together = min(shared or len(prompts[places[0]]) - 1, mine)
            if together >= WORTH and len(places) * together >= (len(places) - 1) * shared:
                groups[-1] = ([*places, place], together)
                continue
        groups.append(([place], 0))
    return groups
