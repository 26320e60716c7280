"""Prompts scored per second: padded to the maximum, to the batch, and sorted by length.

    python -m benchmarks.scoring [--model minilm] [--prompts 256] [--rounds 2]

Real prompts of `movies` with long histories. The ways take turns, so that another program on the
machine slows all of them down alike; the ratios are what counts.
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Sequence

import torch

from promptrec.data.shipped import open_dataset
from promptrec.model.network.batches import Batch, collate
from promptrec.model.scorer import Scorer
from promptrec.model.variant import open_variant
from promptrec.records import Encoded
from promptrec.settings import RunSettings

TEMPLATE = (
    "The user likes {history.liked:10} and dislikes {history.disliked:10}."
    "[ They watched {history.recent:4}.] The film: {item.title}[, {item.genres}]."
)


def make_prompts(model: str, count: int) -> tuple[Scorer, list[Encoded]]:
    """An untuned scorer and prompts of valid rows, in file order."""
    settings = RunSettings(
        dataset="movies", template=TEMPLATE, model=model, method="none", max_valid=count
    )
    variant = open_variant(open_dataset("movies"), settings)
    return variant.scorer, variant.plan.make(variant.plan.pairs("valid"), "valid")


def in_order(scorer: Scorer, prompts: Sequence[Encoded], width: int = 0) -> None:
    """Batches of 32 as they come, padded to their longest, or to `width` tokens."""
    scorer.network.eval()
    with torch.inference_mode():
        for start in range(0, len(prompts), 32):
            batch = collate(prompts[start : start + 32], scorer.backbone.pad_id)
            scorer.network(widened(batch, width) if width else batch)


def widened(batch: Batch, width: int) -> Batch:
    """The batch padded to `width` tokens."""
    more = (0, width - batch.ids.shape[1])
    pad = torch.nn.functional.pad
    return Batch(pad(batch.ids, more), pad(batch.attention, more), batch.mask_at, batch.soft_at)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="minilm")
    parser.add_argument("--prompts", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    scorer, prompts = make_prompts(chosen.model, chosen.prompts)
    longest = max(len(prompt) for prompt in prompts)
    mean = sum(map(len, prompts)) / len(prompts)
    ways: dict[str, Callable[[], object]] = {
        "padded to 256 tokens": lambda: in_order(scorer, prompts, max(256, longest)),
        "padded to the batch": lambda: in_order(scorer, prompts),
        "sorted by length": lambda: scorer.score(prompts),
    }
    seconds = dict.fromkeys(ways, 0.0)
    scorer.score(prompts[:32])  # warm up
    for _ in range(chosen.rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            seconds[name] += time.perf_counter() - began
    print(
        f"{chosen.model}, {len(prompts)} prompts of {mean:.0f} tokens (longest {longest}), "
        f"{torch.get_num_threads()} threads of {os.cpu_count()} cores, {platform.machine()}\n"
    )
    print("| way | prompts/s | times as fast |\n| --- | --- | --- |")
    slowest = seconds["padded to 256 tokens"]
    for name, taken in seconds.items():
        speed = len(prompts) * chosen.rounds / taken
        print(f"| {name} | {speed:.1f} | {slowest / taken:.1f} |")


if __name__ == "__main__":
    main()
