"""What a search found so far: the winner, the best so far, the mean of each choice. No torch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.store.snapshots import Parameter, Trial, TrialState


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

    Its value is the largest of many and so better than it will be on new rows: confirm it on test.
    """
    done = complete(trials)
    if not done:
        return None
    last = max(one.rung for one in done)
    return max((one for one in done if one.rung == last), key=lambda one: (one.value, -one.number))


def complete(trials: Sequence[Trial]) -> list[Trial]:
    """The trials that were carried through and have a value."""
    return [one for one in trials if one.state is TrialState.COMPLETE and one.value is not None]


def first_rung(trials: Sequence[Trial]) -> list[Trial]:
    """Complete trials that were judged on the same rows: those of the first rung."""
    return [one for one in complete(trials) if one.rung == 0]


def best_so_far(trials: Sequence[Trial]) -> list[float]:
    """Per trial the best value of its rung up to it; nan before the first."""
    best: dict[int, float] = {}
    curve = []
    for one in trials:
        if one.state is TrialState.COMPLETE and one.value is not None:
            best[one.rung] = max(one.value, best.get(one.rung, -math.inf))
        curve.append(best.get(one.rung, math.nan))
    return curve


def effects(trials: Sequence[Trial]) -> list[Effect]:
    """Mean and best value per choice of a word-like parameter, best mean first within each."""
    first = first_rung(trials)
    names = list(first[0].parameters) if first else []
    found = []
    for name in names:
        values: dict[Parameter, list[float]] = {}
        for one in first:
            if name in one.parameters and not isinstance(one.parameters[name], float):
                values.setdefault(one.parameters[name], []).append(float(one.value or 0.0))
        if len(values) < 2:
            continue
        rows = [
            Effect(name, choice, sum(own) / len(own), max(own), len(own))
            for choice, own in values.items()
        ]
        found += sorted(rows, key=lambda one: -one.mean)
    return found
