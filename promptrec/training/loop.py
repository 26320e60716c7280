"""The training loop, to be read from top to bottom. It knows no store and no page.

What happens is told through `report` (points of curves) and `note` (sentences); `should_stop` is
asked before every step. The same settings, data and machine give the same weights, bit for bit.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from promptrec.errors import DataError, SettingsError
from promptrec.model.network.weights import is_finite, put_state, tuned_state
from promptrec.model.scorer import Scorer
from promptrec.records import (
    SCORE_GAP,
    TOTAL_STEPS,
    Answers,
    Encoded,
    Ints,
    Measure,
    Pairs,
    Report,
)
from promptrec.settings import RunSettings
from promptrec.training import alarms
from promptrec.training.agreement import agreed
from promptrec.training.fairness import Fairness, widest_gap
from promptrec.training.judge import Best, judge, points
from promptrec.training.lesson import Lesson, epoch_steps, loss_plan, rating_of, take
from promptrec.training.progress import TrainingProgress
from promptrec.training.schedule import make_optimizer, rate_share, set_rate
from promptrec.training.under_way import Training
from promptrec.training.unread import UnreadStep, check_finite
from promptrec.words.table import sentence

PROBE = 32  # training prompts whose scores must move in the first epoch
WATCHED = 5  # steps in which a gradient must reach every trained part


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


def train(
    scorer: Scorer,
    train_prompts: Sequence[Encoded],
    train_pairs: Pairs,
    valid_prompts: Sequence[Encoded],
    valid_pairs: Pairs,
    settings: RunSettings,
    *,
    group: Ints | None = None,
    fairness: Fairness | None = None,
    judged_after: int = 0,
    report: Callable[[Measure], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    note: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Tune a scorer in place on labelled prompts and keep the weights of the best epoch.

    Prompts and pairs are parallel. group: (prompts,) what bpr and infonce rank together. fairness:
    whose mean scores should be alike. judged_after: prompts that are judged when training is over,
    for the time that is left. Without valid rows the last epoch is kept. Raises Cancelled
    when should_stop says so, ModelError when the loss or a score stops being a number.
    """
    check(settings, train_pairs)
    rng = np.random.default_rng(settings.seed)
    lengths = [len(prompt) for prompt in train_prompts]
    plan = [
        epoch_steps(lengths, settings, rng, group)  # every epoch's batches, step by step
        for _ in range(settings.epochs)
    ]
    progress = TrainingProgress(
        steps=sum(map(len, plan)),
        epochs=settings.epochs,
        watched=len(valid_prompts),
        after=judged_after,
        passes=scorer.plan.tuning.passes,
    )
    loss = loss_plan(settings, train_pairs.label)
    run = Training(scorer, settings, report, note, should_stop, progress, loss, fairness)
    run.tell(TOTAL_STEPS, progress.steps)
    scorer.plan.tuning.begin(scorer.network, progress.steps)
    run.alarm(alarms.one_class(train_pairs.label))
    best = Best(settings.select, settings.patience)
    optimizer = make_optimizer(scorer.network, settings)
    probe = train_prompts[:PROBE]
    before = run.answers(probe).score
    flat = bool(alarms.constant_scores(before))
    constant = alarms.constant_loss(
        settings.loss, train_pairs.label, rating_of(train_pairs), settings.negatives
    )
    with torch.random.fork_rng(scorer.device.cards()):  # dropout draws from the global generator
        torch.manual_seed(settings.seed)
        for epoch in range(1, settings.epochs + 1):
            run.epoch = epoch
            scorer.network.train()
            for batches in plan[epoch - 1]:
                run.check_stop()
                learn(
                    run, optimizer, [take(at, train_prompts, train_pairs, group) for at in batches]
                )
            run.read_rest()
            if epoch == 1:
                sizes = {part: float(size) for part, size in run.gradients.items()}
                run.alarm(alarms.no_gradient(sizes))
                run.alarm(alarms.still_scores(before, run.answers(probe).score))
            run.alarm(alarms.exploded_loss(run.losses, constant, settings.rate))
            if len(valid_prompts):
                watch(run, valid_prompts, valid_pairs, best, flat)
            else:
                look(run, probe, flat)
            if best.exhausted:
                note(sentence("sentence.note_stopped", metric=settings.select, epochs=best.waited))
                break
    run.alarm(scorer.plan.tuning.alarm(scorer.network))
    if best.state:
        put_state(scorer.network, best.state)
    if not is_finite(tuned_state(scorer.network)):
        raise run.broken("sentence.weights_not_finite", run.step)
    scorer.network.eval()
    return Outcome(
        steps=run.step,
        epochs=run.epoch,
        best_epoch=best.epoch or run.epoch,
        report=best.report,
        trainable_parameters=scorer.trainable_parameters(),
        seconds=progress.seconds,
        alarms=agreed(run.alarms),
    )


def learn(run: Training, optimizer: torch.optim.Optimizer, lessons: Sequence[Lesson]) -> None:
    """One step: forward and backward for each batch, clip, update."""
    began = time.monotonic()
    settings = run.settings
    share = rate_share(run.step, run.progress.steps, settings.warmup, settings.schedule)
    set_rate(optimizer, settings.rate * share)
    optimizer.zero_grad(set_to_none=True)
    examples = sum(len(lesson.prompts) for lesson in lessons)
    step = UnreadStep(run.step + 1, run.epoch, [], [], [])
    with run.scorer.device.repeatable():
        for lesson in lessons:  # the mean over all examples of the step
            backward(run, lesson, examples, step)
    read = run.unread.add(step)
    check_finite(read, settings.rate)
    network = run.scorer.network
    if run.step < WATCHED:
        for part, size in alarms.gradient_sizes(network).items():
            run.gradients[part] = torch.maximum(size, run.gradients.get(part, size))
    torch.nn.utils.clip_grad_norm_(network.parameters(), settings.clip)
    optimizer.step()
    run.step += 1
    run.scorer.plan.tuning.step_done(network, run.step)
    run.progress.add_step(time.monotonic() - began, examples)
    run.tell_losses(read)
    told = run.progress.tell(run.step)
    for name, number in told.items():
        run.tell(name, number)
    if told:
        run.tell("learning_rate", settings.rate * share)


def backward(run: Training, lesson: Lesson, examples: int, step: UnreadStep) -> None:
    """Gradients of one batch of a step, and a note of its loss."""
    mine = len(lesson.prompts)
    loss, unfair = lesson.loss(run.scorer, run.loss, run.fairness)
    loss = loss * (mine / examples)
    step.losses.append(loss.detach())
    step.shares.append((mine, examples))
    if unfair is not None:
        step.gaps.append(unfair)
    loss.backward()  # type: ignore[no-untyped-call]


def look(run: Training, prompts: Sequence[Encoded], flat: bool) -> Answers:
    """Answers, and an alarm for those that are all alike or out of bounds; flat: as before."""
    answers = run.answers(prompts)
    same = flat or len({prompt.ids for prompt in prompts}) == 1
    run.alarm(alarms.constant_scores(answers.score, same))
    run.alarm(alarms.far_scores(answers.score, run.settings.rate))
    return answers


def watch(
    run: Training, prompts: Sequence[Encoded], pairs: Pairs, best: Best, flat: bool = False
) -> None:
    """Score valid, report its metrics, keep the weights when this is the best epoch."""
    began = time.monotonic()
    answers = look(run, prompts, flat)
    found = judge(answers, pairs)
    for name, value in points(found):
        run.tell(name, value)
    if run.fairness and answers.probability is not None:
        run.tell(SCORE_GAP, widest_gap(answers.probability, run.fairness.of(pairs.user)))
    if best.offer(run.epoch, found):
        best.state = tuned_state(run.scorer.network)
    elif math.isnan(best.value):
        run.alarm(sentence("sentence.alarm_select", metric=best.metric))
    run.progress.add_judging(time.monotonic() - began)
    run.tell("seconds_left", run.progress.left(run.step))


def check(settings: RunSettings, pairs: Pairs) -> None:
    """DataError or SettingsError for what cannot be trained."""
    if not settings.tunes:
        raise SettingsError("sentence.method_none")
    if not len(pairs):
        raise DataError("sentence.nothing_to_learn")
    if np.isnan(pairs.label).any():
        raise DataError("sentence.unlabelled_rows")
