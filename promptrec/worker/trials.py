"""One trial of a search, made wherever there is room: here, or by a process of a cluster.

Nothing is written by it: what came of it is kept by the search, which holds the run.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from promptrec.data.dataset import Dataset
from promptrec.errors import Cancelled, EngineError, PromptRecError
from promptrec.examples.plan import in_numbers
from promptrec.judge.evaluate import evaluate
from promptrec.judge.starting import open_variant
from promptrec.metrics.metric import BESIDE
from promptrec.records import Interval, Measure, Report
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Parameter, Trial, TrialState
from promptrec.words.table import sentence
from promptrec.worker.tuning import tune

IsWeak = Callable[[float, int], bool]  # the metric after an epoch, and how many epochs that were


class Pruned(Exception):
    """The trial is weak; its rest is not worth the time."""


def never() -> bool:
    """Nobody asks for a stop."""
    return False


def nobody_asked() -> None:
    """No stop is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeTrial:
    """What came of a trial."""

    settings: RunSettings
    state: TrialState
    value: Interval  # nan for none
    rows: int
    beside: float | None  # its AUC over all rows; None where it was not judged
    curve: tuple[float, ...]
    seconds: float
    message: str

    def trial(self, number: int, parameters: Mapping[str, Parameter], rung: int) -> Trial:
        """As it is kept."""
        return Trial(
            number=number,
            state=self.state,
            parameters=dict(parameters),
            settings=self.settings,
            value=None if math.isnan(self.value.value) else self.value.value,
            low=self.value.low,
            high=self.value.high,
            curve=self.curve,
            rung=rung,
            rows=self.rows,
            seconds=self.seconds,
            message=self.message,
        )


def make_trial(
    dataset: Dataset,
    settings: RunSettings,
    metric: str,
    *,
    is_weak: IsWeak = lambda _value, _epoch: False,
    should_stop: Callable[[], bool] = never,
    asked: Callable[[], None] = nobody_asked,
) -> MadeTrial:
    """Tune and judge by these settings; what cannot work is told with its reason.

    asked: raises Cancelled in the words of the search where somebody asked for a stop.
    """
    began, curve = time.monotonic(), list[float]()
    value, rows, beside = Interval(math.nan), 0, None
    state, message = TrialState.COMPLETE, ""
    try:
        settings = in_numbers(dataset, settings)
        found = judged_on_valid(dataset, settings, metric, curve, is_weak, should_stop)
        value, rows, beside = found.metrics[metric], found.rows, found.metrics[BESIDE].value
        if math.isnan(value.value):
            state, message = TrialState.FAILED, sentence("sentence.metric_no_value", metric=metric)
    except Pruned:
        state, value = TrialState.PRUNED, Interval(max(curve))
    except (Cancelled, EngineError):
        asked()
        raise
    except PromptRecError as error:
        state, message = TrialState.FAILED, error.sentence
    return MadeTrial(
        settings=settings,
        state=state,
        value=value,
        rows=rows,
        beside=beside,
        curve=tuple(curve),
        seconds=time.monotonic() - began,
        message=message,
    )


def judged_on_valid(
    dataset: Dataset,
    settings: RunSettings,
    metric: str,
    curve: list[float],
    is_weak: IsWeak,
    should_stop: Callable[[], bool],
) -> Report:
    """Tune by these settings, and what that comes to on valid rows.

    curve: takes the metric after each epoch. Raises Pruned where it is weak by then.
    """

    def watch(measure: Measure) -> None:
        if measure.name == f"valid_{metric}":
            curve.append(measure.value)
            if is_weak(measure.value, len(curve)):
                raise Pruned

    variant = open_variant(dataset, settings)
    tune(variant, report=watch, should_stop=should_stop)
    return evaluate(variant, "valid").report
