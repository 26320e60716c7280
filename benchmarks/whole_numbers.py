"""What int8 does to the scores of bundles: order, how far they move, neighbours, and time.

python -m benchmarks.whole_numbers BUNDLE.zip [BUNDLE.zip ...] [--rows 200 --seed 0]

Valid rows, a seeded choice. "company": how far a score moves at most when its prompt is read alone,
in int8 as it is served, and beside others in batches of 32 with the same weights. Times are the
processor's, the least of two rounds in which both take turns.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from promptrec.bundle.opened import open_bundle
from promptrec.data.pairs import sample_rows
from promptrec.model.precision import in_int8
from promptrec.model.scorer import Scorer
from promptrec.records import Encoded

ROUNDS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundles", type=Path, nargs="+")
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for path in asked.bundles:
        measure(path, asked.rows, asked.seed)


def measure(path: Path, rows: int, seed: int) -> None:
    """A line for a bundle."""
    with open_bundle(path) as bundle:
        variant, run = bundle.variant(), bundle.manifest.run
        pairs = variant.plan.pairs("valid")
        pairs = pairs.take(sample_rows(np.arange(len(pairs)), rows, seed))
        prompts = variant.plan.make(pairs, "valid")
        whole, offset = variant.scorer, variant.offset(pairs, "valid")
    small = in_int8(whole)
    beside = Scorer(small.plan, small.backbone, small.network, small.device)
    took, found = [np.inf, np.inf], [np.zeros(0), np.zeros(0)]
    for _ in range(ROUNDS):
        for at, one in enumerate((whole, small)):
            seconds, found[at] = timed(one, prompts)
            took[at] = min(took[at], seconds)
    order = np.random.default_rng(seed).permutation(len(prompts))
    mixed = [prompts[at] for at in order]
    alone = np.abs(small.score(mixed, 32).score - found[1][order])
    together = np.abs(beside.score(mixed, 32).score - found[1][order])
    rule = np.zeros(len(pairs)) if offset is None else offset
    area = [roc_auc_score(pairs.label > 0, one + rule) for one in found]
    moved = np.abs(found[1] - found[0])
    print(
        f"{run}, {len(prompts)} rows: AUC {area[0]:.4f} -> {area[1]:.4f}, scores move by "
        f"{moved.mean():.3f} on average, {moved.max():.3f} at most; company moves them by "
        f"{alone.max():.3g}, in batches it would be {together.mean():.3f} on average, "
        f"{together.max():.3f} at most; {took[0] / took[1]:.2f} times as fast",
        flush=True,
    )


def timed(scorer: Scorer, prompts: list[Encoded]) -> tuple[float, np.ndarray]:
    """Seconds of the processor, and the scores."""
    began = time.process_time()
    found = scorer.score(prompts).score
    return time.process_time() - began, found


if __name__ == "__main__":
    main()
