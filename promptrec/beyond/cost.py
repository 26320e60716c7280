"""What a variant costs: the length of its prompts, its speed here, its size."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from promptrec.examples.plan import Plan
from promptrec.model.variant import Variant
from promptrec.records import Pairs

TIMED = 128  # prompts of one timed batch of work
REPEATS = 3  # of which the median counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one variant. Seconds are of this machine, now; quote them as ratios."""

    tokens: float  # of a prompt, mean, special tokens included
    tokens_95: float  # 95 % of the prompts are no longer
    prompts: int  # that were counted
    seconds: float  # per 1,000 scores: rendering, tokenizing and the model; median of 3
    device: str
    parameters: int  # trainable
    megabytes: float  # of the checkpoint on disk, 10^6 bytes; 0 for an untuned template


def cost_of(
    variant: Variant,
    pairs: Pairs,
    part: str,
    *,
    parameters: int = 0,
    checkpoint: Path | None = None,
) -> Cost:
    """Measure on these pairs. parameters, checkpoint: of the run, where there is one."""
    lengths = [len(one) for one in variant.plan.make(pairs, part)]
    return Cost(
        tokens=float(np.mean(lengths)),
        tokens_95=float(np.quantile(lengths, 0.95)),
        prompts=len(lengths),
        seconds=seconds_per_thousand(variant, pairs.take(slice(0, TIMED)), part),
        device=variant.scorer.device.name,
        parameters=parameters,
        megabytes=megabytes(checkpoint) if checkpoint else 0.0,
    )


def prompt_tokens(plan: Plan, pairs: Pairs, part: str) -> float:
    """Tokens of a prompt on average, special ones included; no model is asked."""
    return float(np.mean([len(one) for one in plan.make(pairs, part)]))


def seconds_per_thousand(variant: Variant, pairs: Pairs, part: str) -> float:
    """Median over 3 repetitions, after one that warms up."""
    taken = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        variant.score(pairs, part)
        taken.append(time.perf_counter() - began)
    return float(np.median(taken[1:])) / len(pairs) * 1000


def megabytes(folder: Path) -> float:
    """10^6 bytes of all files of a folder."""
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e6
