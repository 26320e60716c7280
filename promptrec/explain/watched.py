"""A subject that says how far it is while it asks the model."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promptrec.explain.path import STEPS
from promptrec.explain.progress import Report as Share
from promptrec.explain.progress import silent
from promptrec.explain.subject import Subject
from promptrec.records import Encoded, Floats

if TYPE_CHECKING:
    from torch import Tensor

Report = Callable[[int, int], None]  # (prompts done, prompts to ask)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Watched(Subject):
    """The same prompt and the same answers."""

    report: Report
    points: list[int]  # asked on the way of integrated gradients, per batch

    def scores(self, prompts: Sequence[Encoded], report: Share = silent) -> Floats:  # noqa: ARG002
        """(prompts,) log-odds, uncalibrated; told batch by batch to whoever watches."""
        return self.variant.scorer.score(prompts, report=self.report).score

    def score_of(self, embedded: "Tensor") -> "Tensor":
        """(batch,) scores of word vectors; reported against the steps that are known so far."""
        found = Subject.score_of(self, embedded)
        self.points.append(len(embedded))
        done, known = sum(self.points), STEPS
        while known < done:  # steps were doubled
            known = 2 * known + STEPS
        self.report(done, known)
        return found


def watched(subject: Subject, report: Report) -> Watched:
    """The subject, reporting."""
    parts = {one.name: getattr(subject, one.name) for one in dataclasses.fields(Subject)}
    return Watched(**parts, report=report, points=[])
