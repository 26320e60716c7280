"""One step of training: forward and backward for each of its batches, then one update."""

import time
from collections.abc import Sequence

import torch

from promptrec.training import alarms
from promptrec.training.lesson import Lesson
from promptrec.training.schedule import rate_share, risen, set_rate
from promptrec.training.under_way import Training
from promptrec.training.unread import UnreadStep, check_finite

WATCHED = 5  # steps in which a gradient must reach every trained part


def learn(run: Training, optimizer: torch.optim.Optimizer, lessons: Sequence[Lesson]) -> None:
    """One step: forward and backward for each batch, clip, update."""
    began = time.monotonic()
    settings = run.settings
    share = rate_share(run.step, run.progress.steps, settings.warmup, settings.schedule)
    set_rate(optimizer, share)
    gate = run.scorer.network.gate
    if gate is not None and not settings.continue_from:  # it is open where training goes on
        gate.open(risen(run.step, run.progress.steps, settings.warmup))
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
