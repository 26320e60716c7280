"""The labelled rows that hints are found and measured on: a few train rows, never valid or test."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.data.values import Value
from promptrec.errors import DataError
from promptrec.examples.fit import Fitter
from promptrec.explain.loss_gradient import Slopes, loss_and_slopes
from promptrec.metrics.auc import auc
from promptrec.model.reading import as_read
from promptrec.model.variant import Variant, final_answers
from promptrec.prompt.template import Template
from promptrec.records import Answers, Encoded, Floats, Pairs
from promptrec.settings import RATING_LOSSES, RunSettings
from promptrec.training.lesson import loss_plan, rating_of

ROWS = 64
SEED = 0


@dataclass(frozen=True, slots=True, eq=False)
class HintRows:
    """Rows with the values of a draft's fields; the draft is read by a variant's scorer."""

    variant: Variant  # its plan reads the draft
    draft: Template  # as a person writes it
    pairs: Pairs
    values: Sequence[dict[str, Value]]
    offset: Floats | None  # of the rule that the variant starts from

    def read(self, text: str) -> Template:
        """The draft with another text, as the model reads it."""
        template = dataclasses.replace(self.draft, text=text)
        return as_read(template, self.variant.scorer.plan.head, self.variant.settings)

    def prompts(self, text: str) -> list[Encoded]:
        """The prompts of all rows."""
        fitter = Fitter(self.read(text), self.variant.plan.maker.encoder)
        return [one.encoded for one in fitter.fit(self.values)]

    def final(self, answers: Answers, text: str) -> Answers:
        """What the scorer said of the prompts of a text, calibrated and lifted as in a run."""
        scorer, encoder = self.variant.scorer, self.variant.plan.maker.encoder
        read = [(self.read(text), encoder, np.arange(len(answers.score)))]
        return final_answers(answers, scorer, self.variant.settings, read, self.offset)

    def loss(self, answers: Answers) -> tuple[float, Slopes]:
        """The loss of the variant's settings, and its slopes."""
        plan = loss_plan(self.variant.settings, self.pairs.label)
        return loss_and_slopes(answers, self.pairs.label, rating_of(self.pairs), plan)

    def auc(self, answers: Answers) -> float:
        """Over all rows; nan where one class is missing."""
        return auc(self.pairs.label, answers.score)


def hint_rows(variant: Variant, draft: Template, settings: RunSettings) -> HintRows:
    """Up to ROWS train rows of the variant, drawn with a seed of their own.

    settings: under which the draft is read; those of the variant but for the template. Raises
    DataError when nothing is labelled, or all alike where the loss has no ratings, TemplateError
    when the draft does not fit the data.
    """
    template = as_read(draft, variant.scorer.plan.head, settings)
    own = dataclasses.replace(variant.with_templates(template), settings=settings)
    negatives = settings.negatives if variant.plan.dataset.implicit else 0
    rows = variant.plan.rows.train
    chosen = np.sort(np.random.default_rng(SEED).permutation(rows)[: ROWS // (1 + negatives)])
    pairs = variant.plan.pairs_of_rows(chosen)
    pairs = pairs.take(np.flatnonzero(~np.isnan(pairs.label)))
    if not len(pairs):
        raise DataError("sentence.hint_no_rows")
    if settings.loss not in RATING_LOSSES and len(np.unique(pairs.label)) < 2:
        raise DataError("sentence.hint_one_class", rows=len(pairs))
    values = [dict(one) for one in own.plan.maker.values(pairs, "train")]
    return HintRows(own, draft, pairs, values, variant.offset(pairs, "train"))
