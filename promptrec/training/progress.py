"""How fast a run goes and how long it will take, told about once a second."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from promptrec.methods.method import PASSES

EVERY_S = 1.0


@dataclass
class TrainingProgress:
    """Counts work in seconds; `tell` gives measures when a second has passed."""

    steps: int  # of the whole run
    epochs: int
    watched: int = 0  # prompts that are judged after each epoch
    after: int = 0  # prompts that are judged once training is over
    passes: float = PASSES  # of learning from a prompt; judging one is a single pass
    clock: Callable[[], float] = time.monotonic
    began: float = field(init=False)
    told: float = field(init=False)
    examples: int = 0  # since last told
    trained: int = 0  # examples in all
    training_s: float = 0.0
    judging_s: float = 0.0
    judged: int = 0

    def __post_init__(self) -> None:
        self.began = self.told = self.clock()

    def go_on_from(self, seconds: float) -> None:
        """So many seconds went before, in a process that is gone."""
        self.told = self.clock()
        self.began = self.told - seconds

    def add_step(self, seconds: float, examples: int) -> None:
        """One optimizer update took so long."""
        self.training_s += seconds
        self.examples += examples
        self.trained += examples

    def add_judging(self, seconds: float) -> None:
        """One valid report took so long; this time does not slow down examples_per_s."""
        self.judging_s += seconds
        self.judged += 1
        self.told += seconds

    def tell(self, step: int) -> dict[str, float]:
        """examples_per_s since last told, and seconds_left; empty before a second has passed."""
        now = self.clock()
        if now - self.told < EVERY_S and step < self.steps:
            return {}
        speed = self.examples / max(now - self.told, 1e-9)
        self.told, self.examples = now, 0
        return {"examples_per_s": speed, "seconds_left": self.left(step)}

    def left(self, step: int) -> float:
        """Seconds until the run is judged if all goes on like this, early stopping left aside."""
        training = self.training_s / max(step, 1) * (self.steps - step)
        prompts = self.watched * (self.epochs - self.judged) + self.after
        return training + prompts * self.judging_pace

    @property
    def judging_pace(self) -> float:
        """Seconds that judging one prompt takes: as measured, else from the pace of training."""
        if self.judged and self.watched:
            return self.judging_s / (self.judged * self.watched)
        return self.training_s / max(self.trained, 1) / self.passes

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return self.clock() - self.began
