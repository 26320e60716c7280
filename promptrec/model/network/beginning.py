"""The beginning that prompts share, read only once: what is kept of it, and who shares one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from promptrec.records import Encoded

WORTH = 16  # tokens that prompts must share before they are read once for all


@dataclass(frozen=True, slots=True, eq=False)
class Beginning:
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


def common_start(first: Encoded, second: Encoded) -> int:
    """Tokens that two prompts share at their beginning."""
    soft = first.soft_at == second.soft_at
    pairs = zip(first.ids, second.ids, strict=False)
    same = next((at for at, (one, two) in enumerate(pairs) if one != two), None)
    shared = min(len(first), len(second)) if same is None else same
    other = [token.at for token in {*first.cf} ^ {*second.cf}]  # the same id, other vectors
    softs = () if soft else (*first.soft_at[:1], *second.soft_at[:1])
    return min((shared, *other, *softs))


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
