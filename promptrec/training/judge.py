"""The valid report after each epoch, and which epoch is the best so far."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from torch import Tensor

from promptrec.metrics.metric import is_lower_better
from promptrec.metrics.report import row_report
from promptrec.records import Answers, Pairs, Report


def judge(answers: Answers, pairs: Pairs) -> Report:
    """Row metrics of scored pairs, in total and per class."""
    rated = answers.expected_rating is not None and bool((pairs.rating == pairs.rating).all())
    return row_report(
        pairs.user,
        pairs.label,
        answers.score,
        rating=pairs.rating if rated else None,
        expected_rating=answers.expected_rating if rated else None,
        is_probability=answers.is_probability,
    )


def points(report: Report) -> Iterator[tuple[str, float]]:
    """Names and values of a valid report for the curves, nan left out."""
    for name, interval in report.metrics.items():
        if not math.isnan(interval.value):
            yield f"valid_{name}", interval.value
    for label, values in report.classes.items():
        for name in ("precision", "recall", "f1"):
            if not math.isnan(values[name]):
                yield f"valid_{label}_{name}", values[name]


@dataclass
class Best:
    """The best epoch so far by one metric, and for how many epochs there was none better."""

    metric: str
    patience: int  # epochs without a better one before stopping; 0: never stop
    epoch: int = 0
    value: float = math.nan
    waited: int = 0
    report: Report | None = None
    state: Mapping[str, Tensor] = field(default_factory=dict)

    def is_better(self, value: float) -> bool:
        """Whether a value beats the best so far; the first one that is a number does."""
        if math.isnan(value) or math.isnan(self.value):
            return not math.isnan(value)
        return value < self.value if is_lower_better(self.metric) else value > self.value

    def offer(self, epoch: int, report: Report) -> bool:
        """Take note of an epoch; True when it is the best, whose weights are then to be kept."""
        interval = report.metrics.get(self.metric)
        value = math.nan if interval is None else interval.value
        if not self.is_better(value):
            self.waited += 1
            return False
        self.epoch, self.value, self.report, self.waited = epoch, value, report, 0
        return True

    @property
    def exhausted(self) -> bool:
        """True when waiting longer is not worth it."""
        return bool(self.patience) and self.waited >= self.patience
