"""What a run does, from settings to result. The one place where everything meets."""

import hashlib
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from promptrec.errors import StoreError
from promptrec.examples.plan import learned_rows
from promptrec.judge.evaluate import Evaluation, evaluate
from promptrec.judge.saved import keep_scores, scores_file
from promptrec.judge.starting import carry_on, keep_start, open_variant, told_start
from promptrec.metrics.countable import uncounted, unmeasured
from promptrec.model.planning import dataset_of
from promptrec.model.variant import Variant
from promptrec.records import Answers, Measure
from promptrec.settings import RANKING_LOSSES, RunSettings
from promptrec.store.snapshots import JobResult
from promptrec.store.store import Store
from promptrec.training.checkpoint import save
from promptrec.training.loop import Outcome
from promptrec.training.resume.chain import SNAPSHOTS
from promptrec.training.resume.keeper import Snapshots
from promptrec.words.table import sentence
from promptrec.worker.made_with import made_with
from promptrec.worker.tuning import tune

CHECKPOINT = "checkpoint"  # folder inside the run's own
PACKAGES = ("torch", "transformers", "peft", "numpy", "pandas")


def run_job(
    home: Path,
    run_id: str,
    settings: RunSettings,
    report: Callable[[Measure], None],
    should_stop: Callable[[], bool],
    note: Callable[[str], None],
) -> JobResult:
    """Train and judge one run; everything it writes stays in its own folder under the home.

    Raises Cancelled when should_stop says so, PromptRecError when the settings cannot work.
    """
    began = time.monotonic()
    dataset = dataset_of(settings)
    rows = len(dataset.interactions)
    note(sentence("sentence.log_data", data=dataset.about.name, rows=rows))
    variant = open_variant(dataset, settings)
    settle(home, run_id, settings, variant)
    warnings = variant.plan.rows.split.warnings
    for each in (*dataset.remarks, *warnings):
        note(each)
    kept = Snapshots(home / "runs" / run_id / SNAPSHOTS)
    outcome = tune(variant, report=report, should_stop=should_stop, note=note, snapshots=kept)
    checkpoint = f"runs/{run_id}/{CHECKPOINT}" if outcome else ""
    if outcome:
        keep_start(variant, home / checkpoint)
        save(variant.scorer, home / checkpoint, variant.settings)
    valid, test = judged_parts(home, run_id, variant, note)
    notes = notes_of(variant, valid, test)
    for each in (one for one in notes if one not in warnings):
        note(each)
    return result_of(
        variant,
        outcome,
        valid,
        test,
        seconds=time.monotonic() - began + (outcome.earlier_s if outcome else 0.0),
        checkpoint=checkpoint,
        notes=notes,
    )


def go_on_from(store: Store, run_id: str, variant: Variant) -> None:
    """Put the weights of a finished run into a variant; StoreError where there are none."""
    run = store.run(run_id)
    if run.result is None or not run.checkpoint:
        raise StoreError("sentence.continue_nothing", run=run_id)
    if run.result.fingerprint != variant.plan.dataset.fingerprint():
        raise StoreError("sentence.continue_other_data", run=run_id)
    carry_on(variant, store.home / run.checkpoint)


def settle(home: Path, run_id: str, asked: RunSettings, variant: Variant) -> None:
    """Keep the numbers that the rows of a run chose, where it was queued without; and let it have
    the weights that it goes on from.
    """
    if variant.settings != asked:
        Store.open(home).settle(run_id, variant.settings)
    if asked.continue_from:
        go_on_from(Store.open(home), asked.continue_from, variant)


def judged_parts(
    home: Path, run_id: str, variant: Variant, note: Callable[[str], None]
) -> tuple[Evaluation | None, Evaluation | None]:
    """Valid, whose scores are kept, and test where the settings ask for it: a look is counted."""
    note(sentence("sentence.log_judging"))
    valid, test = None, None
    fingerprint = variant.plan.dataset.fingerprint()
    if len(variant.plan.rows.valid):
        valid = evaluate(variant, "valid", note=note)
        keep_scores(scores_file(home, run_id), valid.pairs, valid.answers, fingerprint)
    if variant.settings.test:
        test = evaluate(variant, "test", note=note)
        Store.open(home).add_look(
            command="train --test",
            dataset=fingerprint,
            split=variant.settings.split.name,
            run=run_id,
        )
    return valid, test


def result_of(
    variant: Variant,
    outcome: Outcome | None,
    valid: Evaluation | None,
    test: Evaluation | None,
    *,
    seconds: float,
    checkpoint: str,
    notes: list[str],
) -> JobResult:
    """What is kept of a run in the store."""
    rows, settings = variant.plan.rows, variant.settings
    nothing_counted = unmeasured(is_probability=settings.loss not in RANKING_LOSSES)
    return JobResult(
        metrics=valid.metrics if valid else nothing_counted,
        test_metrics=test.metrics if test else None,
        trainable_parameters=outcome.trainable_parameters if outcome else 0,
        label_rows=learned_rows(rows.train, settings) if outcome else 0,
        statistic_rows=len(rows.known.statistics),
        seconds=seconds,
        fingerprint=variant.plan.dataset.fingerprint(),
        environment={name: version(name) for name in PACKAGES},
        checkpoint=checkpoint,
        details={
            **details(outcome, valid, test),
            "start": told_start(variant),
            "notes": notes,
            "made_with": made_with(variant),
        },
    )


def notes_of(variant: Variant, valid: Evaluation | None, test: Evaluation | None) -> list[str]:
    """What is worth knowing of the rows of a run, its cells and what was counted on it."""
    judged = [one for found in (valid, test) if found for one in found.notes]
    split = variant.plan.rows.split
    told = valid is not None or not len(split.valid)  # the split says itself that it has none
    empty = [] if told else list(uncounted((), (), "valid"))
    warnings = split.warnings
    return [*dict.fromkeys((*warnings, *empty, *judged, *variant.plan.notes))]


def details(
    outcome: Outcome | None, valid: Evaluation | None, test: Evaluation | None
) -> dict[str, object]:
    """What pages show beside the metrics, and what a repetition is held to."""
    return {
        "alarms": list(outcome.alarms) if outcome else [],
        "best_epoch": outcome.best_epoch if outcome else 0,
        "scores_sha256": digest_of(valid.answers) if valid else "",
        "classes": valid.report.classes if valid else {},
        "test_classes": test.report.classes if test else {},
        "valid_rows": valid.report.rows if valid else 0,
        "valid_users": valid.report.users if valid else 0,
    }


def digest_of(answers: Answers) -> str:
    """SHA-256 of the scores, bit for bit."""
    return hashlib.sha256(answers.score.tobytes()).hexdigest()
