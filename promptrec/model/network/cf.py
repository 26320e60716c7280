"""Collaborative tokens: a user's or item's factors as one word vector, by a trained projection.

CoLLM (Zhang et al. 2023, arXiv:2310.19488, section 3.2) maps the vectors of collaborative filtering
into the space of word vectors. Here the map is one matrix and a bias for each side, and a vector of
its own stands for whoever is unknown. Both begin among the words: at their mean, and about as far
from it as words are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from promptrec.counted import FACTORS
from promptrec.errors import ModelError
from promptrec.model.backbones.devices import Device
from promptrec.records import Encoded


@dataclass(frozen=True, slots=True, eq=False)
class CfSide:
    """The collaborative tokens of one side in a batch."""

    row: Tensor  # (cf,) prompt of each, int64
    at: Tensor  # (cf,) its place there, int64
    known: Tensor  # (cf, 1) bool
    vectors: Tensor  # (cf, factors) float32; 0 where not known

    def to(self, device: Device) -> "CfSide":
        """The same on another device."""
        return CfSide(*(device.put(one) for one in (self.row, self.at, self.known, self.vectors)))


@dataclass(frozen=True, slots=True, eq=False)
class CfPlaces:
    """The collaborative tokens of a batch, by side."""

    sides: Mapping[str, CfSide] = field(default_factory=dict)

    def to(self, device: Device) -> "CfPlaces":
        """The same on another device."""
        return CfPlaces({side: one.to(device) for side, one in self.sides.items()})


NO_PLACES = CfPlaces()


def cf_places(prompts: Sequence[Encoded]) -> CfPlaces:
    """Where the collaborative tokens of prompts stand, and what they say.

    ValueError for a prompt whose vectors were not looked up: it was made to be shown.
    """
    found: dict[str, list[tuple[int, int, tuple[float, ...]]]] = {}
    for row, prompt in enumerate(prompts):
        for token in prompt.cf:
            if token.vector is None:
                raise ValueError("This prompt was made to be shown: its factors are not known.")
            found.setdefault(token.side, []).append((row, token.at, token.vector))
    return CfPlaces({side: cf_side(tokens) for side, tokens in found.items()})


def cf_side(tokens: Sequence[tuple[int, int, tuple[float, ...]]]) -> CfSide:
    """Tensors of (prompt, place, vector)."""
    rows, places, vectors = zip(*tokens, strict=True)
    nothing = (0.0,) * FACTORS
    return CfSide(
        torch.tensor(rows),
        torch.tensor(places),
        torch.tensor([[bool(one)] for one in vectors]),
        torch.tensor([one or nothing for one in vectors], dtype=torch.float32),
    )


class CfProjection(nn.Module):
    """The word vectors of one side."""

    def __init__(self, embeddings: Tensor, rng: torch.Generator) -> None:
        """embeddings: (vocab, hidden) of the words that it begins among."""
        super().__init__()
        words = embeddings.detach().float()
        spread = words.std(dim=0) / FACTORS**0.5
        drawn = torch.randn((FACTORS, words.shape[1]), generator=rng)
        self.weight = nn.Parameter(drawn * spread)
        self.bias = nn.Parameter(words.mean(dim=0))
        self.unknown = nn.Parameter(words.mean(dim=0, keepdim=True))  # (1, hidden)

    def forward(self, side: CfSide) -> Tensor:
        """(cf, hidden)."""
        result: Tensor = torch.where(
            side.known, side.vectors @ self.weight + self.bias, self.unknown
        )
        return result


class CfTokens(nn.Module):
    """What stands at `{cf.user}` and `{cf.item}`, and is trained and saved."""

    def __init__(self, sides: Sequence[str], embeddings: Tensor, rng: torch.Generator) -> None:
        """sides: "user", "item" or both."""
        super().__init__()
        self.sides = nn.ModuleDict({side: CfProjection(embeddings, rng) for side in sides})

    def put(self, words: Tensor, places: CfPlaces) -> Tensor:
        """(batch, tokens, hidden) word vectors, collaborative tokens at their places."""
        for name, side in places.sides.items():
            if name not in self.sides:
                raise no_such_token(name)
            rows = self.sides[name](side).to(words.dtype)
            words = words.index_put((side.row, side.at), rows)
        return words


def no_such_token(side: str) -> ModelError:
    """What is said of prompts with a collaborative token that a model never learned to read."""
    return ModelError("sentence.prompt_cf", side=side)
