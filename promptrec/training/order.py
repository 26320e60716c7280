"""In which order prompts are learned from: shuffled, but those of a batch are alike in length."""

from collections.abc import Sequence

import numpy as np

POOL = 50  # batches that are sorted together; more would save little padding and shuffle less


def epoch_batches(
    lengths: Sequence[int], batch_size: int, rng: np.random.Generator
) -> list[list[int]]:
    """Places of the prompts of each batch of one epoch; every prompt exactly once.

    All prompts are shuffled, cut into pools of 50 batches, sorted by length inside a pool, cut into
    batches, and the batches shuffled again. The last batch of the shortest pool may be small.
    """
    order = rng.permutation(len(lengths))
    batches: list[list[int]] = []
    for start in range(0, len(order), batch_size * POOL):
        pool = sorted(order[start : start + batch_size * POOL].tolist(), key=lambda at: lengths[at])
        batches += [pool[at : at + batch_size] for at in range(0, len(pool), batch_size)]
    return [batches[at] for at in rng.permutation(len(batches))]
