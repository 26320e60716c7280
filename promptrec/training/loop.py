"""The training loop, to be read from top to bottom. It knows no store and no page.

What happens is told through `report` (points of curves) and `note` (sentences); `should_stop` is
asked before every step. The same settings, data and machine give the same weights, bit for bit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from promptrec.errors import DataError, SettingsError
from promptrec.model.network.weights import is_finite, put_state, tuned_state
from promptrec.model.scorer import Scorer
from promptrec.records import TOTAL_STEPS, Encoded, Floats, Ints, Measure, Pairs, Report
from promptrec.settings import RunSettings
from promptrec.training import alarms
from promptrec.training.agreement import agreed
from promptrec.training.fairness import Fairness
from promptrec.training.judge import Best
from promptrec.training.lesson import EpochPlan, Lessons, loss_plan
from promptrec.training.progress import TrainingProgress
from promptrec.training.resume.course import TrainingCourse
from promptrec.training.resume.keeper import Snapshots, identity_of
from promptrec.training.schedule import make_optimizer
from promptrec.training.step import learn
from promptrec.training.under_way import Calibrate, Training
from promptrec.training.watching import Probe, Watched, look, watch
from promptrec.words.table import sentence

CENTERED = 256  # train prompts whose mean answer counts for nothing (`Gate`)
Offsets = tuple[Floats | None, Floats | None]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a training came to; the scorer holds the weights of the best epoch."""

    steps: int
    epochs: int  # passes over train, early stopping counted
    best_epoch: int
    report: Report | None  # on valid, of the best epoch; None without valid rows
    trainable_parameters: int
    seconds: float
    alarms: tuple[str, ...] = ()
    earlier_s: float = 0.0  # of the seconds: in processes that were cut off


def train(
    scorer: Scorer,
    train_prompts: Sequence[Encoded],
    train_pairs: Pairs,
    valid_prompts: Sequence[Encoded],
    valid_pairs: Pairs,
    settings: RunSettings,
    *,
    group: Ints | None = None,
    offsets: Offsets = (None, None),
    calibrate: Calibrate | None = None,
    fairness: Fairness | None = None,
    judged_after: int = 0,
    report: Callable[[Measure], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    note: Callable[[str], None] = lambda _: None,
    snapshots: Snapshots | None = None,
) -> Outcome:
    """Tune a scorer in place on labelled prompts and keep the weights of the best epoch.

    Prompts and pairs are parallel. group: (prompts,) what bpr and infonce rank together. offsets:
    of train and valid prompts, log-odds of the rule that the run starts from; the rule alone is
    judged first, and an epoch is kept only if it beats it. calibrate: of answers to valid prompts.
    judged_after: prompts judged when training is over. snapshots: one found there goes on. Without
    valid rows the last epoch is kept. Raises Cancelled; ModelError when a number is none any more.
    """
    check(settings, train_pairs)
    lessons = Lessons(train_prompts, train_pairs, group, offsets[0])
    valid, plan = Watched(valid_prompts, valid_pairs, offsets[1], calibrate), lessons.plan(settings)
    progress = TrainingProgress(
        steps=sum(map(len, plan)),
        epochs=settings.epoch_count + (valid.offset is not None),
        watched=len(valid_prompts),
        after=judged_after,
        passes=scorer.plan.tuning.passes,
    )
    loss, kept = loss_plan(settings, train_pairs.label), snapshots or Snapshots()
    run = Training(scorer, settings, report, note, should_stop, progress, loss, fairness)
    with scorer.reading_once(train_prompts, should_stop):
        return finish(run, learn_epochs(run, plan, lessons, valid, kept))


def learn_epochs(
    run: Training,
    plan: Sequence[EpochPlan],
    lessons: Lessons,
    valid: Watched,
    snapshots: Snapshots,
) -> Best:
    """Epoch after epoch until the plan is done or waiting is not worth it; the best of them.

    A training that was cut off makes the same beginning, takes its state and goes on.
    """
    scorer, settings = run.scorer, run.settings
    scorer.plan.tuning.begin(scorer.network, run.progress.steps)
    best = Best(settings.select, settings.patience or 0)
    course = TrainingCourse(run, make_optimizer(scorer.network, settings), best)
    course.identity = identity_of(scorer, settings, plan, lessons, (valid.prompts, valid.offset))
    if not settings.continue_from:  # else the weights that it goes on from know their middle
        scorer.center(lessons.prompts[:CENTERED])
    probe = Probe.of(run, lessons)
    with torch.random.fork_rng(scorer.device.cards()):  # dropout draws from the global generator
        torch.manual_seed(settings.seed)
        if not snapshots.go_on(course):
            run.tell(TOTAL_STEPS, run.progress.steps)
            run.alarm(alarms.one_class(lessons.pairs.label))
            if len(valid.prompts) and valid.offset is not None:
                watch(run, valid, best)
        with snapshots.keeps_on_release(course):
            for steps in plan[course.epochs_done :]:
                if best.exhausted:
                    break
                learn_epoch(course, steps, lessons, valid, probe, snapshots)
    if best.exhausted:
        run.note(sentence("sentence.note_stopped", metric=best.metric, epochs=best.waited))
    return best


def learn_epoch(
    course: TrainingCourse,
    steps: EpochPlan,
    lessons: Lessons,
    valid: Watched,
    probe: Probe,
    snapshots: Snapshots,
) -> None:
    """The steps of an epoch that are not done yet, and a look at what they came to."""
    run = course.run
    run.epoch = course.epochs_done + 1
    run.scorer.network.train()
    for batches in steps[course.steps_done :]:
        run.check_stop()
        learn(run, course.optimizer, [lessons.take(places) for places in batches])
        course.steps_done += 1
        snapshots.keep_if_due(course)
    run.read_rest()
    after = probe.check(run)
    if len(valid.prompts):
        watch(run, valid, course.best, probe.flat)
    else:
        look(run, probe.prompts, probe.offset, probe.flat, after)
    course.epochs_done, course.steps_done = course.epochs_done + 1, 0
    snapshots.keep_if_due(course)


def finish(run: Training, best: Best) -> Outcome:
    """The weights of the best epoch back in the network, and what the training came to."""
    scorer = run.scorer
    run.alarm(scorer.plan.tuning.alarm(scorer.network))
    if best.state and not best.epoch:
        run.note(sentence("sentence.note_rule_alone", metric=best.metric))
    if best.state:
        put_state(scorer.network, best.state)
    if not is_finite(tuned_state(scorer.network)):
        raise run.broken("sentence.weights_not_finite", run.step)
    scorer.network.eval()
    return Outcome(
        steps=run.step,
        epochs=run.epoch,
        best_epoch=best.epoch if best.state else run.epoch,
        report=best.report,
        trainable_parameters=scorer.trainable_parameters(),
        seconds=run.progress.seconds,
        alarms=agreed(run.alarms),
        earlier_s=run.earlier_s,
    )


def check(settings: RunSettings, pairs: Pairs) -> None:
    """DataError or SettingsError for what cannot be trained."""
    if not settings.tunes:
        raise SettingsError("sentence.method_none")
    if not len(pairs):
        raise DataError("sentence.nothing_to_learn")
    if np.isnan(pairs.label).any():
        raise DataError("sentence.unlabelled_rows")
