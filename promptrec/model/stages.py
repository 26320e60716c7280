"""Read prompts that begin alike in stages: up to each cut, every different beginning only once.

Nearly the same prompts, as explanations ask them (a field or a word is missing), part step by step.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from promptrec.model.batches import Batch
from promptrec.model.next_word import Past, common_start
from promptrec.records import Encoded

if TYPE_CHECKING:
    from promptrec.model.network import Network

STAGE = 32  # what one more reading costs, in tokens


def read_stages(
    network: "Network", prompts: Sequence[Encoded], batch: Batch, past: Past | None = None
) -> Past | None:
    """What was read of the beginnings of all prompts of a batch, a row for each; None: nothing.

    past: what was read before, of one row. Prompts in alphabetical order have most in common.
    """
    shared = starts(prompts)
    embedded = network.embed(batch)
    rows = [0] * len(prompts)  # of the past, for each prompt
    for end in cuts(prompts, past.tokens if past else 0):
        new = [True, *(one < end for one in shared)]  # where another beginning comes
        firsts = [at for at, is_new in enumerate(new) if is_new]
        begin = past.tokens if past else 0
        more = {} if past is None else {"cache": past.at([rows[at] for at in firsts]).cache()}
        output: Any = network.backbone(
            inputs_embeds=embedded[firsts, begin:end], use_cache=True, **more
        )
        past = Past(end, tuple((layer.keys, layer.values) for layer in output.cache.layers))
        rows = [count - 1 for count in accumulate(new)]
    return None if past is None else past.at(rows)


def cuts(prompts: Sequence[Encoded], start: int = 0) -> list[int]:
    """Where to part the reading of prompts, of which `start` tokens are read; the cheapest choice.

    >>> same = tuple(range(60))
    >>> cuts([Encoded((*same, at, at + 1)) for at in range(9)])
    [60]
    """
    shared = starts(prompts)
    last = min(map(len, prompts)) - 1  # of every prompt a token is left over
    best: dict[int, tuple[int, list[int]]] = {start: (0, [])}
    for end in sorted({one for one in shared if start < one <= last}):
        beginnings = 1 + sum(one < end for one in shared)
        best[end] = min(
            (spent + STAGE + (end - at) * beginnings, [*chosen, end])
            for at, (spent, chosen) in best.items()
        )
    tokens = sum(map(len, prompts))
    return min(
        (spent + tokens - at * len(prompts), chosen) for at, (spent, chosen) in best.items()
    )[1]


def starts(prompts: Sequence[Encoded]) -> list[int]:
    """(prompts - 1,) tokens that each shares with the one before it."""
    return [common_start(one, two) for one, two in pairwise(prompts)]
