"""The training of a run, once or, with labels of its own making, twice."""

import dataclasses
import functools
from collections.abc import Callable

from promptrec.examples.learning import learning_of, unlabelled_pairs
from promptrec.model.network.calibration import free_of_contexts
from promptrec.model.network.weights import put_state, tuned_state
from promptrec.model.variant import Variant
from promptrec.records import Encoded, Ints, Measure, Pairs
from promptrec.training.fairness import fairness_of
from promptrec.training.loop import Offsets, Outcome, train
from promptrec.training.resume.keeper import Snapshots
from promptrec.training.self_training import pseudo_labels
from promptrec.training.under_way import Calibrate
from promptrec.words.table import sentence

Teach = Callable[..., Outcome]  # prompts, their pairs, offsets, judged_after: one training


def nothing(_: object) -> None:
    """A report or note that nobody reads."""


def tune(
    variant: Variant,
    *,
    report: Callable[[Measure], None] = nothing,
    should_stop: Callable[[], bool] = lambda: False,
    note: Callable[[str], None] = nothing,
    snapshots: Snapshots | None = None,
) -> Outcome | None:
    """Train the variant's scorer in place; None when its method trains nothing.

    snapshots: where the state of the training is kept, and from where one that was cut off goes on.
    """
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
        calibrate=calibrate_of(variant, watch.item),
        fairness=fairness_of(plan.dataset, settings),
        report=report,
        should_stop=should_stop,
        note=note,
    )
    offsets = variant.offset(learn.pairs, "train"), variant.offset(watch, "valid")
    kept = snapshots or Snapshots()
    if not settings.pseudo_confidence:
        first = kept.below("1")
        return once(prompts, learn.pairs, offsets=offsets, judged_after=judged, snapshots=first)
    counts = (len(watch), judged)
    return tune_twice(variant, once, (prompts, learn.pairs), offsets, counts, note, kept)


def calibrate_of(variant: Variant, items: Ints) -> Calibrate | None:
    """How answers to prompts about these items are calibrated; None where they stay as they are."""
    if not variant.settings.calibrate:
        return None
    scorer, read = variant.scorer, variant.templates_of(items)
    return lambda answers: free_of_contexts(answers, scorer, read)


def tune_twice(
    variant: Variant,
    once: Teach,
    taught: tuple[list[Encoded], Pairs],
    offsets: Offsets,
    counts: tuple[int, int],
    note: Callable[[str], None],
    kept: Snapshots,
) -> Outcome:
    """Self-training: tune, label what the model is sure of, and tune from the start with both.

    counts: prompts that are scored after each epoch, and when all is learned, for the time that is
    left. kept: the snapshots of both trainings.
    """
    plan, settings = variant.plan, variant.settings
    (prompts, pairs), (watched, judged) = taught, counts
    start = tuned_state(variant.scorer.network)
    epoch = len(prompts) * settings.tuning.passes + watched
    again = settings.pseudo_rows + round(settings.epoch_count * epoch)
    first = once(
        prompts, pairs, offsets=offsets, judged_after=judged + again, snapshots=kept.below("1")
    )
    unlabelled = unlabelled_pairs(plan, settings.pseudo_rows)
    made = plan.make(unlabelled, "train")
    answers = variant.answer(made, unlabelled.item, variant.offset(unlabelled, "train"))
    sure, more, found = pseudo_labels(unlabelled, made, answers, settings.pseudo_confidence, note)
    put_state(variant.scorer.network, start)
    every = Pairs.joined([pairs, sure])
    both = variant.offset(every, "train"), offsets[1]
    outcome = once(
        [*prompts, *more], every, offsets=both, judged_after=judged, snapshots=kept.below("2")
    )
    alarms = (*outcome.alarms, found.alarm) if found.alarm else outcome.alarms
    earlier_s = first.earlier_s + outcome.earlier_s
    return dataclasses.replace(outcome, alarms=alarms, earlier_s=earlier_s)
