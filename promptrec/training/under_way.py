"""One training while it goes on: what it has done, and how it tells of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch

from promptrec.errors import BrokenScores, Cancelled, ModelError
from promptrec.model.network.losses import LossPlan
from promptrec.model.scorer import Scorer
from promptrec.model.start import lifted
from promptrec.records import SQUARED_GAP, Answers, Encoded, Floats, Measure
from promptrec.settings import RunSettings
from promptrec.training.agreement import agreed
from promptrec.training.fairness import Fairness
from promptrec.training.progress import TrainingProgress
from promptrec.training.unread import ReadStep, Unread, check_finite

Calibrate = Callable[[Answers], Answers]  # what the template says of nothing is taken off


@dataclass(eq=False)
class Training:
    """The scorer, how far it is, and what was seen on the way."""

    scorer: Scorer
    settings: RunSettings
    report: Callable[[Measure], None]
    note: Callable[[str], None]
    should_stop: Callable[[], bool]
    progress: TrainingProgress
    loss: LossPlan
    fairness: Fairness | None = None
    step: int = 0
    epoch: int = 0
    unread: Unread = field(init=False)
    gradients: dict[str, torch.Tensor] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)  # of every step
    told: list[Measure] = field(default_factory=list)  # every point of a curve
    earlier_s: float = 0.0  # that went before, in processes that are gone

    def __post_init__(self) -> None:
        self.unread = Unread(self.scorer.device.read_every)

    def say(self, measure: Measure) -> None:
        """One point of a curve."""
        self.told.append(measure)
        self.report(measure)

    def tell(self, name: str, value: float) -> None:
        """One point of a curve, now."""
        self.say(Measure(self.step, self.epoch, name, value))

    def tell_losses(self, steps: Sequence[ReadStep]) -> None:
        """Points of steps that were read."""
        for step in steps:
            self.losses.append(step.loss)
            self.say(Measure(step.number, step.epoch, "loss", step.loss))
            if self.fairness:
                self.say(Measure(step.number, step.epoch, SQUARED_GAP, step.gap))

    def read_rest(self) -> None:
        """At the end of an epoch: what was not read yet."""
        rest = self.unread.read()
        check_finite(rest, self.settings.rate)
        self.tell_losses(rest)

    def alarm(self, said: str) -> None:
        """Say it, once, unless another alarm explains it; "" says nothing."""
        if said and said not in self.alarms:
            self.alarms.append(said)
            if said in agreed(self.alarms):
                self.note(said)

    def check_stop(self) -> None:
        """Raise Cancelled when somebody asked for it."""
        if self.should_stop():
            raise Cancelled("sentence.run_stopped", epoch=self.epoch, step=self.step)

    def answers(
        self, prompts: Sequence[Encoded], offset: Floats | None, calibrate: Calibrate | None = None
    ) -> Answers:
        """Answers as the network is now; ModelError when a score is no number any more.

        offset: (prompts,) log-odds of the rule that the run starts from; None without one.
        calibrate: of a run that is judged so.
        """
        try:
            answers = self.scorer.score(prompts, should_stop=self.should_stop)
            if calibrate is not None:
                answers = calibrate(answers)
            return lifted(answers, offset, self.scorer.plan.words)
        except BrokenScores:
            if not self.step:
                raise  # not by training
            raise self.broken("sentence.scores_not_finite", self.step) from None

    def broken(self, key: str, step: int) -> ModelError:
        """The error of a training that went out of bounds."""
        return ModelError(key, step=step, rate=f"{self.settings.rate:g}")
