"""Looks at a training between its epochs: alarms of its scores, and the valid report."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.model.network.weights import tuned_state
from promptrec.records import SCORE_GAP, Answers, Encoded, Floats, Pairs
from promptrec.training import alarms
from promptrec.training.fairness import widest_gap
from promptrec.training.judge import Best, judge, points
from promptrec.training.lesson import Lessons, rating_of
from promptrec.training.under_way import Calibrate, Training
from promptrec.words.table import sentence

PROBED = 8  # training prompts whose scores must move in the first epoch


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """A few training prompts as they were answered before the first step."""

    prompts: Sequence[Encoded]
    offset: Floats | None
    before: Floats  # their scores
    constant: float  # the loss of the best answer that is the same for all rows

    @classmethod
    def of(cls, run: Training, lessons: Lessons) -> "Probe":
        """Ask the network as it is now."""
        prompts = lessons.prompts[:PROBED]
        offset = None if lessons.offset is None else lessons.offset[:PROBED]
        scores = run.answers(prompts, offset).score
        loss, negatives = run.settings.loss, run.settings.negatives
        label, rating = lessons.pairs.label, rating_of(lessons.pairs)
        return cls(prompts, offset, scores, alarms.constant_loss(loss, label, rating, negatives))

    @property
    def flat(self) -> bool:
        """True when all scores were one before there was any training."""
        return bool(alarms.constant_scores(self.before))

    def check(self, run: Training) -> Answers | None:
        """Alarms after an epoch: what does not move, what has exploded.

        The answers, where it had to ask.
        """
        after = None
        if run.epoch == 1:
            sizes = {part: float(size) for part, size in run.gradients.items()}
            run.alarm(alarms.no_gradient(sizes))
            after = run.answers(self.prompts, self.offset)
            run.alarm(alarms.still_scores(self.before, after.score))
        run.alarm(alarms.exploded_loss(run.losses, self.constant, run.settings.rate))
        return after


def look(
    run: Training,
    prompts: Sequence[Encoded],
    offset: Floats | None,
    flat: bool,
    known: Answers | None = None,
    calibrate: Calibrate | None = None,
) -> Answers:
    """Answers, and an alarm for those that are all alike or out of bounds; flat: as before.

    known: the answers to these prompts, where somebody has just asked.
    """
    answers = known or run.answers(prompts, offset, calibrate)
    same = flat or len({prompt.ids for prompt in prompts}) == 1
    run.alarm(alarms.constant_scores(answers.score, same))
    run.alarm(alarms.far_scores(answers.score, run.settings.rate))
    return answers


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """The valid rows: parallel prompts and pairs, with the log-odds of the rule beside them."""

    prompts: Sequence[Encoded]
    pairs: Pairs
    offset: Floats | None = None
    calibrate: Calibrate | None = None  # of answers to these prompts; None: as they are


def watch(run: Training, valid: Watched, best: Best, flat: bool = False) -> None:
    """Score valid, report its metrics, keep the weights when this is the best epoch."""
    began = time.monotonic()
    answers = look(run, valid.prompts, valid.offset, flat, calibrate=valid.calibrate)
    found = judge(answers, valid.pairs)
    for name, value in points(found):
        run.tell(name, value)
    if run.fairness and answers.probability is not None:
        run.tell(SCORE_GAP, widest_gap(answers.probability, run.fairness.of(valid.pairs.user)))
    if best.offer(run.epoch, found):
        best.state = tuned_state(run.scorer.network)
    elif math.isnan(best.value):
        run.alarm(sentence("sentence.alarm_select", metric=best.metric))
    run.progress.add_judging(time.monotonic() - began)
    run.tell("seconds_left", run.progress.left(run.step))
