"""How long and how fast a run learns where nobody says it: by the number of its train rows.

One measured table (docs/defaults.md), for the command, the pages, searches and Python alike. It is
asked where the rows are counted; from then on the settings hold numbers.
"""

import dataclasses
from dataclasses import dataclass

from promptrec.settings.run import PATIENCE, RunSettings
from promptrec.words.table import Sentence, sentence


@dataclass(frozen=True, slots=True)
class Course:
    """How a run on so many rows learns, until the next course begins."""

    rows: int  # from so many on
    epochs: int
    times: float  # the rate, in learning rates of the method's own
    why: str  # its reason, `sentence.by_rows_...`

    @property
    def patience(self) -> int:
        """Epochs without progress that are waited for: two epochs of few rows are few steps."""
        return max(PATIENCE, self.epochs // 2)


BY_ROWS = (  # `python -m benchmarks.defaults_by_rows` measures it
    Course(rows=0, epochs=16, times=1.0, why="few"),
    Course(rows=128, epochs=8, times=1.0, why="few"),
    Course(rows=512, epochs=5, times=1.0, why="some"),
    Course(rows=1000, epochs=3, times=1.0, why="many"),
)


def course_of(rows: int) -> Course:
    """The course of a run that learns from so many rows."""
    return next(each for each in reversed(BY_ROWS) if rows >= each.rows)


def chosen_by_rows(settings: RunSettings, rows: int) -> RunSettings:
    """The same with epochs, learning rate and patience in numbers; what was given stays as it is.

    They belong together: where somebody says how many epochs, a rate that nobody says is that of
    the method and the patience 2, as they always were. A run that trains nothing has none of them.
    """
    if not settings.waits_for_rows:
        return settings
    course = course_of(rows)
    rate = settings.learning_rate or float(f"{settings.tuning.learning_rate * course.times:.3g}")
    patience = course.patience if settings.patience is None else settings.patience
    numbers = {"epochs": course.epochs, "learning_rate": rate, "patience": patience}
    return dataclasses.replace(settings, **numbers)  # type: ignore[arg-type]


def told_course(settings: RunSettings, rows: int) -> Sentence:
    """How long and how fast a run of these settings learns on so many rows, and why.

    Somebody's own numbers are called so, beside what the table would choose.
    """
    if not settings.tunes:
        return Sentence("")
    usual = chosen_by_rows(dataclasses.replace(settings, epochs=None, learning_rate=None), rows)
    own = chosen_by_rows(settings, rows)
    why = sentence(f"sentence.by_rows_{course_of(rows).why}")
    told = {"rows": f"{rows:,}", "epochs": own.epochs, "rate": f"{own.rate:g}", "why": why}
    if (own.epochs, own.rate) == (usual.epochs, usual.rate):
        return sentence("sentence.by_rows", **told)
    table = {"table_epochs": usual.epochs, "table_rate": f"{usual.rate:g}"}
    key = "by_rows_rate" if settings.waits_for_rows else "by_rows_own"
    return sentence(f"sentence.{key}", **told, **table)
