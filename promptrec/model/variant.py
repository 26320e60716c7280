"""A variant: a plan and the scorer that reads its prompts. Opened from a run or from a template."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from promptrec.data.dataset import Dataset
from promptrec.examples.plan import Plan
from promptrec.model.calibration import free_of_context
from promptrec.model.planning import plan_for, rating_scale
from promptrec.records import Answers, Encoded, Pairs
from promptrec.settings import RunSettings

if TYPE_CHECKING:
    from promptrec.model.scorer import Scorer


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """What can be scored and compared."""

    name: str
    settings: RunSettings
    plan: Plan
    scorer: "Scorer"
    notes: tuple[str, ...] = ()  # what was decided for the user, in sentences

    def score(self, pairs: Pairs, part: str | None, batch_size: int = 32) -> Answers:
        """Answers for the pairs, in their order, under the history rules of the part."""
        return self.answer(self.plan.make(pairs, part), batch_size)

    def answer(self, prompts: Sequence[Encoded], batch_size: int = 32) -> Answers:
        """Answers for prompts of this variant, calibrated where the settings say so."""
        answers = self.scorer.score(prompts, batch_size)
        if not self.settings.calibrate:
            return answers
        return free_of_context(
            answers, self.scorer, self.plan.maker.template, self.plan.maker.encoder
        )


def open_variant(
    dataset: Dataset, settings: RunSettings, checkpoint: Path | None = None, name: str = ""
) -> Variant:
    """Load the scorer: tuned from a checkpoint folder, or untuned."""
    from promptrec.model.devices import pick  # these import torch
    from promptrec.model.loading import build_scorer, open_checkpoint

    plan, reader = plan_for(dataset, settings)
    device = pick(settings.device)
    if checkpoint is not None:
        scorer = open_checkpoint(checkpoint, device=device)
    else:
        scorer = build_scorer(reader.scorer_plan(settings, rating_scale(dataset)), device=device)
    return Variant(name or settings.template_name, settings, plan, scorer, reader.notes)
