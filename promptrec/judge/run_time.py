"""How long a run will take, before it starts: prompts x tokens x passes, at a measured pace.

The pace is that of this machine's own finished runs of the same model where there are some, else a
plain guess: MiniLM reads 9,000 tokens a second on two cores (98 prompts of 92 tokens), another
model as many fewer as its layers have more weights.
"""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from promptrec.model.backbones.catalogue import Backbone
from promptrec.settings import RunSettings
from promptrec.settings.by_rows import chosen_by_rows
from promptrec.store.snapshots import Run, RunState

TOKENS_A_SECOND = 9000.0
MINILM = 6 * (4 * 384**2 + 2 * 384 * 1536)  # weights that every token is multiplied with
START_S = 15.0  # a fresh process imports torch, reads data and weights


@dataclass(frozen=True, slots=True)
class RunTime:
    """Seconds, and whether they come from runs of this machine."""

    seconds: float
    measured: bool


@dataclass(frozen=True, slots=True)
class PromptCounts:
    """How many prompts there are of each kind."""

    train: int
    valid: int
    test: int = 0  # read only where the settings ask for the report on test


def work(settings: RunSettings, rows: PromptCounts) -> float:
    """Prompts that are read, a training step counted as the passes it costs.

    Valid rows are judged after every epoch and once more at the end; what is read once for all
    epochs counts once. Self-training does all of the learning twice.
    """
    judged = rows.valid + (rows.test if settings.test else 0)
    if not settings.tunes:
        return float(judged)
    epoch = rows.train * settings.tuning.passes + rows.valid
    own_answers = bool(settings.pseudo_confidence)
    once = settings.tuning.reads_once and settings.head != "next_word"
    learning = epoch * (1 if once else settings.epoch_count) * (1 + own_answers)
    return learning + judged + settings.pseudo_rows * own_answers


def heavier(backbone: Backbone) -> float:
    """How many times MiniLM's work a token is in this model."""
    layer = 4 * backbone.hidden**2 + 2 * backbone.hidden * backbone.inner
    return backbone.layers * layer / MINILM


def estimate(
    settings: RunSettings,
    rows: PromptCounts,
    tokens: float,
    runs: Iterable[Run],
    weight: float = 1.0,
) -> RunTime:
    """Seconds from start to result; tokens: of the average prompt. weight: as `heavier` says."""
    prompts = work(settings, rows)
    here = (run for run in runs if not run.example)  # examples were made on another machine
    paces = [pace for run in here if (pace := pace_of(run, settings.model)) is not None]
    if paces:
        return RunTime(START_S + prompts / statistics.median(paces), True)
    return RunTime(START_S + prompts * tokens * weight / TOKENS_A_SECOND, False)


def pace_of(run: Run, model: str) -> float | None:
    """Prompts a second of a finished run of this model; None when it says nothing."""
    result = run.result if run.state == RunState.SUCCEEDED else None
    if result is None or run.settings.model != model or result.seconds <= 1:
        return None
    settings = chosen_by_rows(run.settings, result.label_rows)
    valid = result.details.get("valid_rows")
    if settings.test:
        return None  # it judged test rows as well, and does not tell how many
    rows = PromptCounts(
        result.label_rows, valid if isinstance(valid, int) else settings.max_valid or 1000
    )
    prompts = work(settings, rows)
    return prompts / result.seconds if prompts else None
