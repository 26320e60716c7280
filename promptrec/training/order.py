"""In which order prompts are learned from: shuffled, but those of a batch are alike in length."""

from collections.abc import Sequence

import numpy as np

from promptrec.records import Ints

POOL = 50  # batches that are sorted together; more would save little padding and shuffle less


def epoch_batches(
    lengths: Sequence[int],
    batch_size: int,
    rng: np.random.Generator,
    *,
    token_budget: int | None = None,
    group: Ints | None = None,
) -> list[list[int]]:
    """Places of the prompts of each batch of one epoch; every prompt exactly once.

    All prompts are shuffled, cut into pools of 50 batches, sorted by length inside a pool, cut into
    batches, and the batches shuffled again. The last batch of the shortest pool may be small.
    token_budget: a batch has as many prompts as fit with their padding, at least one, instead of
    batch_size. group: prompts of one group stay together.
    """
    units = units_of(len(lengths), group)
    longest = [max(lengths[at] for at in unit) for unit in units]
    order = rng.permutation(len(units))
    size = batch_size
    if token_budget:
        size = max(1, token_budget * len(lengths) // max(1, sum(lengths)))
    per_pool = max(1, POOL * size * len(units) // max(1, len(lengths)))
    batches: list[list[int]] = []
    for start in range(0, len(order), per_pool):
        pool = sorted(order[start : start + per_pool].tolist(), key=lambda at: longest[at])
        batch: list[int] = []
        for at in pool:
            count = len(batch) + len(units[at])
            full = count * longest[at] > token_budget if token_budget else count > batch_size
            if batch and full:
                batches.append(batch)
                batch = []
            batch.extend(units[at])
        batches.append(batch)
    return [batches[at] for at in rng.permutation(len(batches))]


def units_of(count: int, group: Ints | None) -> list[list[int]]:
    """Places that must not be torn apart: each alone, or group by group."""
    if group is None:
        return [[at] for at in range(count)]
    found: dict[int, list[int]] = {}
    for at, name in enumerate(group.tolist()):
        found.setdefault(name, []).append(at)
    return list(found.values())
