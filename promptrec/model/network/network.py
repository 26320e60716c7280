"""Backbone, soft and cf tokens, head as one torch module: a batch in, the head's numbers out."""

from typing import Any

import torch
from torch import Tensor, nn

from promptrec.model.network.batches import Batch
from promptrec.model.network.beginning import Beginning
from promptrec.model.network.cf import CfTokens, no_such_token
from promptrec.model.network.gate import Gate
from promptrec.model.network.heads import Head, Reading


class Network(nn.Module):
    """What is trained and saved. `backbone` is a transformers encoder."""

    def __init__(self, backbone: nn.Module, head: Head, soft: Tensor | None) -> None:
        """head: a module, too. soft: (soft, hidden) rows that stand at the soft tokens, or None."""
        super().__init__()
        self.backbone = backbone
        self.head = head
        self.soft = None if soft is None else nn.Parameter(soft)
        self.soft_encoder: nn.Module | None = None  # p_tuning: (soft, hidden) to the same shape
        self.cf: CfTokens | None = None  # where the template has collaborative tokens
        self.memory: Any = None  # what a method keeps while it trains
        self.gate: Gate | None = None  # before the score, where a rule stands beside it

    @property
    def embeddings(self) -> Tensor:
        """Word embeddings, (vocab, hidden)."""
        weight: Tensor = self.backbone.get_input_embeddings().weight  # type: ignore[operator]
        return weight

    def embed(self, batch: Batch) -> Tensor:
        """(batch, tokens, hidden) word vectors, soft and cf rows in place, before positions."""
        words: Tensor = nn.functional.embedding(batch.ids, self.embeddings)
        if self.cf is not None:
            words = self.cf.put(words, batch.cf)
        elif batch.cf.sides:
            raise no_such_token(min(batch.cf.sides))
        soft = self.soft_vectors()
        if soft is None or batch.soft_at.shape[-1] == 0:
            return words
        count, hidden = soft.shape
        at = batch.soft_at.unsqueeze(-1).expand(-1, -1, hidden)  # (batch, soft, hidden)
        rows = soft.to(words.dtype).expand(len(words), count, hidden)
        return words.scatter(1, at, rows)

    def soft_vectors(self) -> Tensor | None:
        """(soft, hidden) rows as the backbone reads them; None without soft tokens."""
        if self.soft is None or self.soft_encoder is None:
            return self.soft
        result: Tensor = self.soft_encoder(self.soft)
        return result

    def hidden(self, embedded: Tensor, batch: Batch, beginning: Beginning | None = None) -> Tensor:
        """Last hidden states, (batch, tokens, hidden), of word vectors of the same shape.

        beginning: what was read before these vectors; batch.attention covers both.
        """
        more = {} if beginning is None else {"cache": beginning.repeated(len(embedded))}
        output = self.backbone(inputs_embeds=embedded, attention_mask=batch.attention, **more)
        result: Tensor = output.last_hidden_state
        return result

    def answer(self, hidden: Tensor, batch: Batch, embedded: Tensor | None = None) -> Tensor:
        """(batch, outputs) float32: logits, a rating, or label words' log-probabilities.

        embedded: the word vectors that were read, where they are not those of the batch.
        """
        return self.head.answer(Reading(self, hidden, batch, embedded=embedded)).float()

    def forward(self, batch: Batch) -> Tensor:
        """The head's numbers for a batch, (batch, outputs) float32."""
        return self.answer(self.hidden(self.embed(batch), batch), batch)

    def begin(self, batch: Batch, tokens: int) -> Beginning:
        """Read the first tokens that all prompts of a batch share, once."""
        embedded = self.embed(batch)[:1, :tokens]
        layers = self.backbone(inputs_embeds=embedded, use_cache=True).cache.layers
        return Beginning(tokens, tuple((layer.keys, layer.values) for layer in layers))

    def after(self, beginning: Beginning, batch: Batch) -> Tensor:
        """The head's numbers for prompts whose common beginning was read before, (batch, words)."""
        embedded = self.embed(batch)[:, beginning.tokens :]
        hidden = self.hidden(embedded, batch, beginning)
        return self.head.answer(Reading(self, hidden, batch, beginning)).float()

    def soft_rows(self) -> int:
        """Number of soft tokens."""
        return 0 if self.soft is None else len(self.soft)


def soft_rows_from(
    embeddings: Tensor, start: tuple[int, ...], rng: torch.Generator
) -> Tensor | None:
    """(soft, hidden) rows copied from word embeddings; -1 copies a random frequent word.

    Starting from words beats starting from noise: Lester et al. 2021, section 3.1. BERT's
    vocabularies list words by frequency after about 2,000 special tokens and characters.
    """
    if not start:
        return None
    vocab = len(embeddings)
    low, high = min(2000, vocab // 2), min(7000, vocab)
    random = torch.randint(low, high, (len(start),), generator=rng)
    ids = [int(random[at]) if word < 0 else word for at, word in enumerate(start)]
    return embeddings.detach()[ids].clone()
