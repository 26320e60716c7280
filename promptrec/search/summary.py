"""What a search found so far: the winner, the best so far, the mean of each choice. No torch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.store.snapshots import Parameter, Trial, TrialState

DIGITS = 12  # of a value that can set two trials apart


@dataclass(frozen=True, slots=True)
class Effect:
    """One value of one parameter over the trials of the first rung."""

    parameter: str
    choice: Parameter
    mean: float  # of the metric
    best: float
    trials: int


def winner(trials: Sequence[Trial]) -> Trial | None:
    """The best complete trial of the last rung reached; of equal ones the earlier.

    Equal to twelve digits: what lies below is the order in which users were added up.

    Its value is the largest of many and so better than it will be on new rows: confirm it on test.
    """
    done = complete(trials)
    if not done:
        return None
    last = max(trial.rung for trial in done)
    return max(
        (trial for trial in done if trial.rung == last),
        key=lambda one: (round(one.value or 0.0, DIGITS), -one.number),
    )


def complete(trials: Sequence[Trial]) -> list[Trial]:
    """The trials that were carried through and have a value."""
    return [
        trial for trial in trials if trial.state is TrialState.COMPLETE and trial.value is not None
    ]


def first_rung(trials: Sequence[Trial]) -> list[Trial]:
    """Complete trials that were judged on the same rows: those of the first rung."""
    return [trial for trial in complete(trials) if trial.rung == 0]


def best_so_far(trials: Sequence[Trial]) -> list[float]:
    """Per trial the best value of its rung up to it; nan before the first."""
    best: dict[int, float] = {}
    curve = []
    for trial in trials:
        if trial.state is TrialState.COMPLETE and trial.value is not None:
            best[trial.rung] = max(trial.value, best.get(trial.rung, -math.inf))
        curve.append(best.get(trial.rung, math.nan))
    return curve


def effects(trials: Sequence[Trial]) -> list[Effect]:
    """Mean and best value per choice of a word-like parameter, best mean first within each."""
    first = first_rung(trials)
    names = list(first[0].parameters) if first else []
    found = []
    for name in names:
        values: dict[Parameter, list[float]] = {}
        for trial in first:
            if name in trial.parameters and not isinstance(trial.parameters[name], float):
                values.setdefault(trial.parameters[name], []).append(float(trial.value or 0.0))
        if len(values) < 2:
            continue
        rows = [
            Effect(name, choice, sum(value) / len(value), max(value), len(value))
            for choice, value in values.items()
        ]
        found += sorted(rows, key=lambda row: -row.mean)
    return found
