"""A variant: a plan and the scorer that reads its prompts. Opened from a run or from a template."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from promptrec.data.dataset import Dataset
from promptrec.data.moments import View
from promptrec.engine.engine import current
from promptrec.examples.newcomer import Newcomer
from promptrec.examples.plan import Plan
from promptrec.model.network.calibration import ReadTemplate, free_of_contexts
from promptrec.model.plan import ScorerPlan
from promptrec.model.planning import plan_for, rating_scale
from promptrec.model.sense import untrained_note
from promptrec.model.shelf import Load, ScorerShelf
from promptrec.model.start import Start, lifted
from promptrec.prompt.template import Template
from promptrec.records import Answers, Encoded, Floats, Ints, Pairs
from promptrec.settings import RunSettings

if TYPE_CHECKING:
    from promptrec.model.scorer import Scorer


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """What can be scored and compared."""

    name: str
    settings: RunSettings
    plan: Plan
    load: Load  # gives the same scorer, or one that scores the same
    notes: tuple[str, ...] = ()  # what was decided for the user, in sentences
    start: Start | None = None  # the rule that its scores start from

    @property
    def scorer(self) -> "Scorer":
        """The model, its head and its tuned weights."""
        return self.load()

    def with_templates(self, template: Template, target: Template | None = None) -> "Variant":
        """The same weights and label words, reading prompts in other words."""
        return dataclasses.replace(self, plan=self.plan.with_templates(template, target))

    def knowing(self, part: str, view: View) -> "Variant":
        """The same weights, reading rows of one part that know something else."""
        return dataclasses.replace(self, plan=self.plan.knowing(part, view))

    def meeting(self, newcomer: Newcomer) -> "Variant":
        """The same weights, on data that has one more user, the last. Raises as `with_newcomer`.

        The rule that scores start from is counted as it was before.
        """
        plan = self.plan.meeting(newcomer)
        start = None if self.start is None else self.start.held(self.plan)
        return dataclasses.replace(self, plan=plan, start=start)

    def unsplit(self) -> "Variant":
        """The same weights, reading all rows that are strictly older, as outside any run."""
        return dataclasses.replace(self, plan=self.plan.unsplit())

    def read_by(self, load: Load) -> "Variant":
        """The same rows and prompts, read by another scorer of the same shape."""
        return dataclasses.replace(self, load=load)

    def score(
        self, pairs: Pairs, part: str | None, batch_size: int | None = None, *, far: bool = False
    ) -> Answers:
        """Answers for the pairs, in their order, under the history rules of the part.

        far: as in `answer`.
        """
        prompts, offset = self.plan.make(pairs, part), self.offset(pairs, part)
        return self.answer(prompts, pairs.item, offset, batch_size, far=far)

    def offset(self, pairs: Pairs, part: str | None) -> Floats | None:
        """(pairs,) log-odds of the rule that scores start from; None where there is none."""
        return None if self.start is None else self.start(self.plan, pairs, part)

    def answer(
        self,
        prompts: Sequence[Encoded],
        items: Ints,
        offset: Floats | None,
        batch_size: int | None = None,
        *,
        far: bool = False,
    ) -> Answers:
        """Answers for prompts of this variant, calibrated where the settings say so.

        items: (prompts,) what each is about: in cross_domain its domain says which template it is
        of. offset: of the pairs that the prompts are about. far: the machines of a cluster may read
        them, where this process has one: the same bits.
        """
        answers = read_by(self.scorer, prompts, batch_size, far=far)
        return final_answers(answers, self.scorer, self.settings, self.templates_of(items), offset)

    def templates_of(self, items: Ints) -> list[ReadTemplate]:
        """How prompts about these items are read, with the places of each."""
        makers = self.plan.makers_of(items)
        return [(maker.template, maker.encoder, at) for maker, at in makers]


def read_by(
    scorer: "Scorer", prompts: Sequence[Encoded], batch_size: int | None, *, far: bool
) -> Answers:
    """What a scorer says, whoever reads for it."""
    if not (far and current().is_far):
        return scorer.score(prompts, batch_size)
    from promptrec.model.far import elsewhere  # torch

    return scorer.score(prompts, batch_size, elsewhere=elsewhere(scorer))


def final_answers(
    answers: Answers,
    scorer: "Scorer",
    settings: RunSettings,
    read: Iterable[ReadTemplate],
    offset: Floats | None,
) -> Answers:
    """What a scorer says of prompts, calibrated and lifted as the settings say.

    read: the templates of the prompts, with the places of each.
    """
    if settings.calibrate:
        answers = free_of_contexts(answers, scorer, read)
    return lifted(answers, offset, scorer.plan.words)


def open_variant(
    dataset: Dataset,
    settings: RunSettings,
    checkpoint: Path | None = None,
    name: str = "",
    shelf: ScorerShelf | None = None,
    start: Start | None = None,
) -> Variant:
    """Plan the rows and prompts; load the scorer: tuned from a checkpoint folder, or untuned.

    shelf: where a scorer stands that is only read with, loaded when it is first asked for; None:
    this variant holds its own, which may be trained. start: the rule that the settings start from,
    ValueError without it (`judge.starting.open_variant` finds it).
    """
    if settings.starts != (start is not None):
        raise ValueError("A variant has a start where, and only where, its settings name one.")
    plan, reader = plan_for(dataset, settings)
    made = loader(reader.scorer_plan(settings, rating_scale(dataset)), settings.device, checkpoint)
    load = made.once() if shelf is None else shelf.keeper(made, made)
    untrained = untrained_note(settings, reader)
    notes = (*reader.notes, untrained) if untrained else reader.notes
    return Variant(name or settings.template_name, plan.settings, plan, load, notes, start)


def loader(plan: ScorerPlan, device: str, checkpoint: Path | None = None) -> "Loader":
    """What loads an untuned scorer from its plan, or a tuned one from its folder."""
    changed = checkpoint.stat().st_mtime if checkpoint and checkpoint.exists() else 0.0
    return Loader(None if checkpoint else plan, device, checkpoint, changed)


@dataclass(frozen=True, slots=True)
class Loader:
    """Equal loaders load equal scorers, so that one can stand for the other."""

    plan: ScorerPlan | None  # of an untuned scorer
    device: str
    checkpoint: Path | None = None
    changed: float = 0.0  # when the checkpoint was

    def __call__(self) -> "Scorer":
        """Load. Imports torch: seconds the first time."""
        from promptrec.model.backbones.devices import pick
        from promptrec.model.loading import build_scorer, open_checkpoint

        if self.checkpoint is not None:
            return open_checkpoint(self.checkpoint, device=pick(self.device))
        assert self.plan is not None
        return build_scorer(self.plan, device=pick(self.device))

    def once(self) -> Load:
        """Load now; what is given back gives this very scorer."""
        scorer = self()
        return lambda: scorer
