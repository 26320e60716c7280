"""How long a run will take, before it starts: prompts x tokens x passes, at a measured pace.

The pace is that of this machine's own finished runs of the same model where there are some, else a
plain guess: MiniLM reads 9,000 tokens a second on two cores (98 prompts of 92 tokens).
"""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState

TOKENS_A_SECOND = 9000.0
START_S = 15.0  # a fresh process imports torch, reads data and weights
PASSES = {"none": 0.0, "head": 1.0, "full": 3.0}
FEW = 2.6  # every other method: gradients go through the whole model to few weights
# forward passes that one training step costs: backwards is two, less where little is trained


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds, and whether they come from runs of this machine."""

    seconds: float
    measured: bool


def work(settings: RunSettings, train_rows: int, valid_rows: int) -> float:
    """Prompts that are read, a training step counted as the passes it costs."""
    if settings.method == "none":
        return float(valid_rows)
    learning = settings.epochs * train_rows * PASSES.get(settings.method_name, FEW)
    return learning + (settings.epochs + 1) * valid_rows


def estimate(
    settings: RunSettings, train_rows: int, valid_rows: int, tokens: float, runs: Iterable[Run]
) -> Estimate:
    """Seconds from start to result; tokens: of the average prompt."""
    prompts = work(settings, train_rows, valid_rows)
    paces = [pace for run in runs if (pace := pace_of(run, settings.model)) is not None]
    if paces:
        return Estimate(START_S + prompts / statistics.median(paces), True)
    return Estimate(START_S + prompts * tokens / TOKENS_A_SECOND, False)


def pace_of(run: Run, model: str) -> float | None:
    """Prompts a second of a finished run of this model; None when it says nothing."""
    result = run.result if run.state == RunState.SUCCEEDED else None
    if result is None or run.settings.model != model or result.seconds <= 1:
        return None
    settings = run.settings
    valid = settings.max_valid or 1000
    prompts = work(settings, result.label_rows, valid)
    return prompts / result.seconds if prompts else None
