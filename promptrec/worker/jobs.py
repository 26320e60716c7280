"""What a run does, from settings to result. The one place where everything meets."""

import dataclasses
import functools
import hashlib
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from promptrec.errors import StoreError
from promptrec.examples.learning import learning_of, unlabelled_pairs
from promptrec.examples.plan import learned_rows
from promptrec.judge.evaluate import Evaluation, evaluate
from promptrec.judge.saved import keep_scores, scores_file
from promptrec.judge.starting import carry_on, keep_start, open_variant, told_start
from promptrec.metrics.countable import uncounted, unmeasured
from promptrec.model.network.weights import put_state, tuned_state
from promptrec.model.planning import dataset_of
from promptrec.model.variant import Variant
from promptrec.records import Answers, Encoded, Measure, Pairs
from promptrec.settings import RANKING_LOSSES, RunSettings
from promptrec.store.snapshots import JobResult
from promptrec.store.store import Store
from promptrec.training.checkpoint import save
from promptrec.training.fairness import fairness_of
from promptrec.training.loop import Offsets, Outcome, train
from promptrec.training.self_training import pseudo_labels
from promptrec.words.table import sentence

CHECKPOINT = "checkpoint"  # folder inside the run's own
PACKAGES = ("torch", "transformers", "peft", "numpy", "pandas")
Teach = Callable[..., Outcome]  # prompts, their pairs, offsets, judged_after: one training


def nothing(_: object) -> None:
    """A report or note that nobody reads."""


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
    outcome = tune(variant, report=report, should_stop=should_stop, note=note)
    checkpoint = f"runs/{run_id}/{CHECKPOINT}" if outcome else ""
    if outcome:
        keep_start(variant, home / checkpoint)
        save(variant.scorer, home / checkpoint, variant.settings)
    valid, test = judged_parts(home, run_id, variant, note)
    notes = notes_of(variant, valid, test)
    for each in notes:
        if each not in warnings:
            note(each)
    return result_of(
        variant,
        outcome,
        valid,
        test,
        seconds=time.monotonic() - began,
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
        details={**details(outcome, valid, test), "start": told_start(variant), "notes": notes},
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


def tune(
    variant: Variant,
    *,
    report: Callable[[Measure], None] = nothing,
    should_stop: Callable[[], bool] = lambda: False,
    note: Callable[[str], None] = nothing,
) -> Outcome | None:
    """Train the variant's scorer in place; None when its method trains nothing."""
    if not variant.settings.tunes:
        return None
    plan, settings = variant.plan, variant.settings
    learn = learning_of(plan, variant.scorer.plan.rating_scale)
    watch = plan.pairs("valid")
    note(sentence("sentence.log_prompts", learn=len(learn), watch=len(watch)))
    prompts, watched = plan.make(learn.pairs, "train"), plan.make(watch, "valid")
    judged = len(watch) + (len(plan.rows.split.test) if settings.test else 0)
    once: Teach = functools.partial(
        train,
        variant.scorer,
        valid_prompts=watched,
        valid_pairs=watch,
        settings=settings,
        group=learn.group,
        fairness=fairness_of(plan.dataset, settings),
        report=report,
        should_stop=should_stop,
        note=note,
    )
    offsets = variant.offset(learn.pairs, "train"), variant.offset(watch, "valid")
    if not settings.pseudo_confidence:
        return once(prompts, learn.pairs, offsets=offsets, judged_after=judged)
    return tune_twice(
        variant, once, prompts, learn.pairs, offsets, watched=len(watch), judged=judged, note=note
    )


def tune_twice(
    variant: Variant,
    once: Teach,
    prompts: list[Encoded],
    pairs: Pairs,
    offsets: Offsets,
    *,
    watched: int,
    judged: int,
    note: Callable[[str], None],
) -> Outcome:
    """Self-training: tune, label what the model is sure of, and tune from the start with both.

    watched, judged: prompts that are scored after each epoch, and when all is learned, for the
    time that is left.
    """
    plan, settings = variant.plan, variant.settings
    start = tuned_state(variant.scorer.network)
    epoch = len(prompts) * settings.tuning.passes + watched
    again = settings.pseudo_rows + round(settings.epoch_count * epoch)
    once(prompts, pairs, offsets=offsets, judged_after=judged + again)
    unlabelled = unlabelled_pairs(plan, settings.pseudo_rows)
    made = plan.make(unlabelled, "train")
    answers = variant.answer(made, variant.offset(unlabelled, "train"))
    sure, more, found = pseudo_labels(unlabelled, made, answers, settings.pseudo_confidence, note)
    put_state(variant.scorer.network, start)
    every = Pairs.joined([pairs, sure])
    both = variant.offset(every, "train"), offsets[1]
    outcome = once([*prompts, *more], every, offsets=both, judged_after=judged)
    alarms = (*outcome.alarms, found.alarm) if found.alarm else outcome.alarms
    return dataclasses.replace(outcome, alarms=alarms)


def digest_of(answers: Answers) -> str:
    """SHA-256 of the scores, bit for bit."""
    return hashlib.sha256(answers.score.tobytes()).hexdigest()
