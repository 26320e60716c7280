"""A batch to learn from, and how an epoch is cut into batches and steps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from promptrec.model.network.losses import LossPlan, loss_of
from promptrec.model.scorer import Scorer
from promptrec.records import Encoded, Floats, Ints, Pairs
from promptrec.settings import RunSettings
from promptrec.training.fairness import Fairness, squared_gap
from promptrec.training.order import epoch_batches

EpochPlan = list[list[list[int]]]  # places of each batch of each step


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A batch with what is to be learned from it."""

    prompts: Sequence[Encoded]
    pairs: Pairs
    group: Ints | None
    offset: Floats | None = None

    def loss(
        self, scorer: Scorer, plan: LossPlan, fairness: Fairness | None = None
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """What to make smaller, a scalar with its gradient, and the squared gap of groups in it.

        The mean loss of the batch; with fairness, its weight times the squared gap is added. Both
        stay on the device; without fairness there is no gap.
        """

        def tensor(values: Floats) -> torch.Tensor:
            return scorer.device.put(torch.tensor(values, dtype=torch.float32))

        group = None
        if self.group is not None:
            group = scorer.device.put(torch.tensor(self.group))
        outputs = scorer.read(self.prompts)
        if self.offset is not None:
            outputs = replace(outputs, score=outputs.score + tensor(self.offset))
        label, rating = tensor(self.pairs.label), tensor(rating_of(self.pairs))
        loss = loss_of(outputs, label, rating, plan, group)
        if fairness is None:
            return loss, None
        side = scorer.device.put(torch.tensor(fairness.of(self.pairs.user)))
        gap = squared_gap(outputs.score, side)
        return loss + fairness.weight * gap, gap.detach()


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """All that a run learns from; prompts and pairs are parallel."""

    prompts: Sequence[Encoded]
    pairs: Pairs
    group: Ints | None  # (prompts,) what bpr and infonce rank together
    offset: Floats | None = None  # (prompts,) log-odds of the rule that the run starts from

    def plan(self, settings: RunSettings) -> list[EpochPlan]:
        """Every epoch's steps, drawn with the seed; a step has `accumulate` batches."""
        rng = np.random.default_rng(settings.seed)
        lengths = [len(prompt) for prompt in self.prompts]
        size, budget, count = settings.batch_size, settings.token_budget, settings.accumulate
        epochs = []
        for _ in range(settings.epoch_count):
            batches = epoch_batches(lengths, size, rng, token_budget=budget, group=self.group)
            epochs.append([batches[at : at + count] for at in range(0, len(batches), count)])
        return epochs

    def take(self, places: Sequence[int]) -> Lesson:
        """The batch at these places."""
        at = np.array(places)
        chosen = None if self.group is None else self.group[at]
        offset = None if self.offset is None else self.offset[at]
        return Lesson([self.prompts[one] for one in places], self.pairs.take(at), chosen, offset)


def loss_plan(settings: RunSettings, label: Floats) -> LossPlan:
    """The loss of a run; class weights from the labels that it learns from."""
    weights = (1.0, 1.0)
    liked = float(label.mean())
    if settings.class_weights and 0 < liked < 1:
        weights = (0.5 / (1 - liked), 0.5 / liked)
    return LossPlan(settings.loss, settings.label_smoothing, weights, settings.temperature)


def rating_of(pairs: Pairs) -> Floats:
    """Ratings; where there are none, 1 for liked and 0 for not."""
    return np.where(np.isnan(pairs.rating), pairs.label, pairs.rating)
