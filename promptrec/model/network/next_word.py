"""The head of causal models: how likely label words follow a prompt.

A word of several pieces has the product of their probabilities: its first piece is read after the
prompt, every further piece after the prompt and the pieces before it.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from promptrec.model.backbones.devices import whole_numbers
from promptrec.model.network.batches import Batch
from promptrec.model.network.heads import Reading
from promptrec.model.plan import LabelWord


class NextWordHead(nn.Module):
    """A causal model's own answer: log-probabilities of the next word piece, and of label words.

    It has nothing to train: its decoder is the word embeddings, or stays as it was pretrained.
    """

    decoder: Tensor | None  # (vocab, hidden), None: tied to the word embeddings

    def __init__(self, words: Sequence[LabelWord], decoder: Tensor | None = None) -> None:
        super().__init__()
        self.register_buffer("decoder", decoder, persistent=False)
        self.spelling = [list(word.ids) for word in words]

    def log_probabilities(self, hidden: Tensor, embeddings: Tensor) -> Tensor:
        """(..., hidden) and (vocab, hidden) to (..., vocab), over the whole vocabulary."""
        weight = embeddings if self.decoder is None else self.decoder
        return nn.functional.linear(hidden, weight).float().log_softmax(dim=-1)

    def first(self, reading: Reading) -> Tensor:
        """(batch, vocab) log-probabilities of the first piece of an answer: after the prompt."""
        hidden, attention = reading.hidden, reading.batch.attention
        rows = torch.arange(len(hidden), device=hidden.device)
        ends = attention.sum(dim=1) - 1 - read_before(reading)
        return self.log_probabilities(hidden[rows, ends], reading.network.embeddings)

    def answer(self, reading: Reading) -> Tensor:
        """(batch, words) log-probability of each label word right after the prompt."""
        first = self.first(reading)
        columns = []  # first: (batch, vocab)
        for pieces in self.spelling:
            log_p = first[:, pieces[0]]
            if len(pieces) > 1:
                log_p = log_p + self.rest(reading, pieces)
            columns.append(log_p)
        return torch.stack(columns, dim=-1)

    def rest(self, reading: Reading, pieces: Sequence[int]) -> Tensor:
        """(batch,) log-probability of the pieces behind the first, given those before them.

        Where the word vectors are told, gradients flow through every piece.
        """
        batch, network, skip = reading.batch, reading.network, read_before(reading)
        longer = lengthened(batch, pieces[:-1])
        vectors = network.embed(longer)
        if reading.embedded is not None:
            more = len(pieces) - 1
            prompt = nn.functional.pad(batch.attention, (0, more)).bool().unsqueeze(-1)
            told = nn.functional.pad(reading.embedded, (0, 0, 0, more))
            vectors = torch.where(prompt, told, vectors)
        hidden = network.hidden(vectors[:, skip:], longer, reading.beginning)
        rows = torch.arange(len(hidden), device=hidden.device).unsqueeze(-1)
        steps = torch.arange(len(pieces) - 1, device=hidden.device)
        at = batch.attention.sum(dim=1, keepdim=True) - skip + steps  # (batch, pieces - 1)
        log_p = self.log_probabilities(hidden[rows, at], network.embeddings)
        wanted = whole_numbers(pieces[1:], hidden.device).expand(len(hidden), -1)
        return log_p.gather(-1, wanted.unsqueeze(-1)).squeeze(-1).sum(dim=-1)


def read_before(reading: Reading) -> int:
    """How many tokens were read once for all prompts."""
    return reading.beginning.tokens if reading.beginning else 0


def lengthened(batch: Batch, pieces: Sequence[int]) -> Batch:
    """The prompts with the pieces behind each, before its padding."""
    count = len(pieces)
    at = batch.attention.sum(dim=1, keepdim=True) + torch.arange(count, device=batch.ids.device)
    new = whole_numbers(pieces, batch.ids.device).expand(len(batch.ids), -1)
    ids = nn.functional.pad(batch.ids, (0, count)).scatter(1, at, new)
    attention = nn.functional.pad(batch.attention, (0, count)).scatter(1, at, 1)
    return Batch(ids, attention, batch.mask_at, batch.soft_at, batch.cf)
