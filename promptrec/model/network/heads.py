"""How an answer is read off a backbone's last hidden states.

`classifier`: one or two numbers from the whole prompt, as in the classic BERT plan.
`cloze`: how well each label word fits at the mask, as in masked language modelling.
`next_word`: how likely each label word follows the prompt, in a causal model.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from promptrec.model.network.batches import Batch
from promptrec.model.network.beginning import Beginning
from promptrec.model.plan import LabelWord


class Reads(Protocol):
    """What reads: a head may ask it to read on."""

    @property
    def embeddings(self) -> Tensor:
        """Word embeddings, (vocab, hidden)."""

    def embed(self, batch: Batch) -> Tensor:
        """(batch, tokens, hidden) word vectors."""

    def hidden(self, embedded: Tensor, batch: Batch, beginning: Beginning | None = None) -> Tensor:
        """(batch, tokens, hidden) last hidden states of word vectors of the same shape."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read of a batch, for a head to answer."""

    network: Reads
    hidden: Tensor  # (batch, tokens, hidden) of the tokens behind the beginning
    batch: Batch
    beginning: Beginning | None = None  # what was read before, once for all
    embedded: Tensor | None = None  # the word vectors that were read; None: those of the batch


class Head(Protocol):
    """How an answer is read off hidden states."""

    def answer(self, reading: Reading) -> Tensor:
        """(batch, outputs): logits, a rating, or label words' log-probabilities."""


@runtime_checkable
class StatesHead(Head, Protocol):
    """A head that answers from a few hidden states, which can be kept."""

    def states(self, reading: Reading) -> Tensor:
        """(batch, ..., hidden) that it answers from."""

    def answer_from(self, states: Tensor, embeddings: Tensor) -> Tensor:
        """(batch, outputs) from those; embeddings: (vocab, hidden) of the words."""


def pool(hidden: Tensor, attention: Tensor, pooling: str) -> Tensor:
    """One vector per prompt, (batch, hidden).

    hidden: (batch, tokens, hidden); attention: (batch, tokens), 0 at padding.
    pooling: "cls" takes the first token, "last" the last that is not padding, "mean" averages all.
    """
    if pooling == "cls":
        return hidden[:, 0]
    if pooling == "last":
        return hidden[torch.arange(len(hidden), device=hidden.device), attention.sum(dim=1) - 1]
    weight = attention.unsqueeze(-1).to(hidden.dtype)  # (batch, tokens, 1)
    return (hidden * weight).sum(dim=1) / weight.sum(dim=1)


class ClassifierHead(nn.Module):
    """Pool, drop out, one linear layer. 2 outputs: logits of disliked and liked; 1: a rating."""

    def __init__(
        self, hidden: int, outputs: int, pooling: str, dropout: float, rng: torch.Generator
    ) -> None:
        super().__init__()
        self.pooling = pooling
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(hidden, outputs)
        with torch.no_grad():
            self.linear.weight.normal_(0, 0.02, generator=rng)
            self.linear.bias.zero_()

    def answer(self, reading: Reading) -> Tensor:
        """(batch, outputs) of the pooled states."""
        return self.answer_from(self.states(reading), reading.network.embeddings)

    def states(self, reading: Reading) -> Tensor:
        """(batch, hidden) pooled."""
        return pool(reading.hidden, reading.batch.attention, self.pooling)

    def answer_from(self, states: Tensor, _embeddings: Tensor) -> Tensor:
        """(batch, outputs) of pooled states."""
        result: Tensor = self.linear(self.dropout(states))
        return result


class ClozeHead(nn.Module):
    """BERT's masked-language-model head; its decoder is the backbone's own word embeddings.

    A backbone without one starts from the identity (activation "linear"): the score of a word is
    then how much the hidden state at the mask points its way, untrained but not random.
    """

    _pieces: Tensor
    _places: Tensor

    def __init__(
        self,
        hidden: int,
        vocab: int,
        words: Sequence[LabelWord],
        activation: str = "linear",
        width: int | None = None,
    ) -> None:
        """width: of the word embeddings; None: as wide as the hidden states."""
        super().__init__()
        self.activation = activation
        self.dense = nn.Linear(hidden, width or hidden)
        self.norm = nn.LayerNorm(width or hidden, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab))
        with torch.no_grad():
            nn.init.eye_(self.dense.weight)
            self.dense.bias.zero_()
        self._lengths = [len(word.ids) for word in words]
        pieces = torch.tensor([piece for word in words for piece in word.ids], dtype=torch.int64)
        at = torch.tensor([at for word in words for at in range(len(word.ids))], dtype=torch.int64)
        self.register_buffer("_pieces", pieces, persistent=False)  # of all words, one after another
        self.register_buffer("_places", at, persistent=False)  # at which mask each is read

    def transform(self, hidden: Tensor) -> Tensor:
        """(..., hidden) to (..., hidden): what is compared with the word embeddings."""
        inner = self.dense(hidden)
        if self.activation == "gelu":
            inner = nn.functional.gelu(inner)
        result: Tensor = self.norm(inner)
        return result

    def log_probabilities(self, hidden: Tensor, embeddings: Tensor) -> Tensor:
        """(..., hidden) and (vocab, hidden) to (..., vocab), over the whole vocabulary."""
        logits = nn.functional.linear(self.transform(hidden), embeddings, self.bias)
        return logits.float().log_softmax(dim=-1)

    def first(self, reading: Reading) -> Tensor:
        """(batch, vocab) log-probabilities of the first piece of an answer: at the first mask."""
        rows = torch.arange(len(reading.hidden), device=reading.hidden.device)
        at_mask = reading.hidden[rows, reading.batch.mask_at[:, 0]]
        return self.log_probabilities(at_mask, reading.network.embeddings)

    def answer(self, reading: Reading) -> Tensor:
        """(batch, words) log-probabilities at the masks."""
        return self.answer_from(self.states(reading), reading.network.embeddings)

    def states(self, reading: Reading) -> Tensor:
        """(batch, masks, hidden) at the masks."""
        rows = torch.arange(len(reading.hidden), device=reading.hidden.device).unsqueeze(-1)
        found: Tensor = reading.hidden[rows, reading.batch.mask_at]
        return found

    def answer_from(self, states: Tensor, embeddings: Tensor) -> Tensor:
        """(batch, words) log-probabilities from (batch, masks, hidden) at the masks.

        A word of k pieces is read at the first k masks, and its log-probability is their mean, so
        that long words are not punished for their length.
        """
        log_p = self.log_probabilities(states, embeddings)  # (batch, masks, vocab)
        spelling = zip(
            torch.split(self._places, self._lengths),
            torch.split(self._pieces, self._lengths),
            strict=True,
        )
        words = [log_p[:, at, pieces].mean(dim=-1) for at, pieces in spelling]  # words x (batch,)
        return torch.stack(words, dim=-1)
