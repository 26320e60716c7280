"""What a run does, from settings to result. The one place where everything meets."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from promptrec.compare.evaluate import evaluate
from promptrec.compare.variant import Variant, dataset_of, open_variant
from promptrec.records import Answers, Measure, Report
from promptrec.settings import RunSettings
from promptrec.training.checkpoint import save
from promptrec.training.loop import Outcome, train

CHECKPOINT = "checkpoint"  # folder inside the run's own


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a finished run knows of itself."""

    valid: Report | None
    test: Report | None
    trainable_parameters: int
    label_rows: int
    statistic_rows: int
    seconds: float
    fingerprint: str  # of the data
    scores_sha256: str  # of the valid scores, for repeating bit for bit
    checkpoint: str | None  # folder, relative to the run's own
    alarms: tuple[str, ...] = ()
    best_epoch: int = 0


def run_job(
    folder: Path,
    settings: RunSettings,
    report: Callable[[Measure], None],
    should_stop: Callable[[], bool],
    note: Callable[[str], None],
) -> JobResult:
    """Train and judge one run; everything it writes stays in `folder`.

    Raises Cancelled when should_stop says so, PromptRecError when the settings cannot work.
    """
    began = time.monotonic()
    dataset = dataset_of(settings)
    note(f"data {dataset.about.name}: {len(dataset.interactions)} interactions")
    variant = open_variant(dataset, settings)
    outcome = tune(variant, report, should_stop, note)
    if outcome is not None:
        save(variant.scorer, folder / CHECKPOINT, settings)
    valid, digest = judge(variant, note)
    test = evaluate(variant, "test", note=note).report if settings.test else None
    rows = variant.plan.rows
    return JobResult(
        valid=valid,
        test=test,
        trainable_parameters=outcome.trainable_parameters if outcome else 0,
        label_rows=rows.label_rows if outcome else 0,
        statistic_rows=len(rows.statistics),
        seconds=time.monotonic() - began,
        fingerprint=dataset.fingerprint(),
        scores_sha256=digest,
        checkpoint=CHECKPOINT if outcome else None,
        alarms=outcome.alarms if outcome else (),
        best_epoch=outcome.best_epoch if outcome else 0,
    )


def tune(
    variant: Variant,
    report: Callable[[Measure], None],
    should_stop: Callable[[], bool],
    note: Callable[[str], None],
) -> Outcome | None:
    """Train the scorer in place; None when the method trains nothing."""
    if variant.settings.method == "none":
        return None
    plan = variant.plan
    learn, watch = plan.pairs("train"), plan.pairs("valid")
    note(f"making {len(learn)} prompts to learn from and {len(watch)} to watch")
    return train(
        variant.scorer,
        plan.make(learn, "train"),
        learn,
        plan.make(watch, "valid"),
        watch,
        variant.settings,
        report=report,
        should_stop=should_stop,
        note=note,
    )


def judge(variant: Variant, note: Callable[[str], None]) -> tuple[Report | None, str]:
    """The valid report and the digest of its scores; None without valid rows."""
    if not len(variant.plan.rows.valid):
        return None, ""
    found = evaluate(variant, "valid", note=note)
    return found.report, digest_of(found.answers)


def digest_of(answers: Answers) -> str:
    """SHA-256 of the scores, bit for bit."""
    return hashlib.sha256(answers.score.tobytes()).hexdigest()
