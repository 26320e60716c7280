"""Ways that take turns, so that whatever else the machine does slows all of them down alike."""

import gc
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import torch

Result = TypeVar("Result")
SHAPES = ((512, 384, 384), (512, 384, 1536), (1024, 1024, 1024), (2048, 2048, 2048))
PEAK_S = 1.0  # seconds for all shapes together


def take_turns(
    ways: Mapping[str, Callable[[], Result]],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[dict[str, float], dict[str, Result]]:
    """Seconds of each way, the least of all rounds, and what each gave the first time.

    The first round of each warms up and does not count, unless it is the only one. clock: the
    processor's own, where others are at work and nothing is waited for.
    """
    given: dict[str, Result] = {}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(max(1, rounds)):
        for name, way in ways.items():
            gc.collect()
            began = clock()
            found = way()
            seconds[name].append(clock() - began)
            given.setdefault(name, found)
    return {name: min(taken[1:] or taken) for name, taken in seconds.items()}, given


def matrix_rate() -> float:
    """The best rate of fp32 matrix products here: floating-point operations a second.

    Of some shapes, small ones like those of the default model and large ones, the fastest.
    """
    best = 0.0
    for rows, inner, columns in SHAPES:
        left, right = torch.randn(rows, inner), torch.randn(inner, columns)
        torch.mm(left, right)
        until = time.perf_counter() + PEAK_S / len(SHAPES)
        while (began := time.perf_counter()) < until:
            torch.mm(left, right)
            best = max(best, 2 * rows * inner * columns / (time.perf_counter() - began))
    return best
