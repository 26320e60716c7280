"""Optuna proposes the next trial from those that have ended, and says which parameters mattered.

The study is made anew from the trial table each time, with a sampler whose seed is the search's and
the trial's number. A search that was interrupted can therefore not go on differently from one that
was not.
"""

import itertools
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from promptrec.search.space import Parameters, choices
from promptrec.search.summary import first_rung
from promptrec.settings import SearchSettings
from promptrec.store.snapshots import Trial, TrialState

RANDOM = 5  # trials before the sampler begins to learn from them
ENOUGH = 4  # trials under which nothing is said of importance


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """The parameters of a trial, and a judge of its course."""

    parameters: Parameters
    trial: Any  # optuna.Trial

    def is_weak(self, value: float, epoch: int) -> bool:
        """True when the trial is worse than the median of earlier ones at the same epoch."""
        self.trial.report(value, epoch)
        return bool(self.trial.should_prune())


def propose(search: SearchSettings, done: Sequence[Trial]) -> Proposal | None:
    """The next trial (Bergstra et al. 2011: TPE); None when everything was tried."""
    import optuna

    wanted, seed = distributions(search), search.seed + 7919 * len(done)
    study = study_of(search, done)
    study.sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=RANDOM)
    trial = study.ask(wanted)
    if trial.params in [one.parameters for one in done]:
        left = untried(search, done)
        if not left:
            return None
        study.enqueue_trial(left[int(np.random.default_rng(seed).integers(len(left)))])
        trial = study.ask(wanted)
    return Proposal(trial.params, trial)


def untried(search: SearchSettings, done: Sequence[Trial]) -> list[dict[str, Any]]:
    """The combinations that no trial has, where nothing is drawn from a range."""
    options = choices(search)
    tried = [trial.parameters for trial in done]
    every = [dict(zip(options, each, strict=True)) for each in itertools.product(*options.values())]
    return [one for one in every if one not in tried]


def distributions(search: SearchSettings) -> dict[str, Any]:
    """What Optuna draws from."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution

    found: dict[str, Any] = {
        name: CategoricalDistribution(values) for name, values in choices(search).items()
    }
    if len(set(search.learning_rates)) == 2:
        low, high = search.learning_rates
        found["learning_rate"] = FloatDistribution(low, high, log=True)
    return found


def study_of(search: SearchSettings, done: Sequence[Trial]) -> Any:
    """An Optuna study in memory that knows these trials and prunes by the median rule."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    pruner = optuna.pruners.MedianPruner(n_startup_trials=RANDOM)
    study = optuna.create_study(direction="maximize", pruner=pruner)
    wanted = distributions(search)
    for trial in done:
        if set(trial.parameters) == set(wanted):
            study.add_trial(frozen(trial, wanted))
    return study


def frozen(trial: Trial, wanted: dict[str, Any]) -> Any:
    """A trial of ours as Optuna knows it."""
    from optuna.trial import TrialState as Theirs
    from optuna.trial import create_trial

    states = {
        TrialState.COMPLETE: Theirs.COMPLETE,
        TrialState.PRUNED: Theirs.PRUNED,
        TrialState.FAILED: Theirs.FAIL,
    }
    return create_trial(
        state=states[trial.state],
        value=trial.value if trial.state is TrialState.COMPLETE else None,
        params=dict(trial.parameters),
        distributions=wanted,
        intermediate_values=dict(enumerate(trial.curve, start=1)),
    )


def importance(trials: Sequence[Trial]) -> dict[str, float]:
    """Parameter -> share of what distinguishes the best trials; {} when there are too few.

    PED-ANOVA (Watanabe et al. 2023), on the trials that were judged on the same rows: those of the
    first rung.
    """
    usable = first_rung(trials)
    names = [
        name
        for name in (usable[0].parameters if usable else ())
        if len({trial.parameters[name] for trial in usable}) > 1
    ]
    if len(usable) < ENOUGH or not names or len({trial.value for trial in usable}) < 2:
        return {}
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize")
    wanted = {name: drawn_from([trial.parameters[name] for trial in usable]) for name in names}
    for trial in usable:
        study.add_trial(
            optuna.trial.create_trial(
                value=trial.value,
                params={name: trial.parameters[name] for name in names},
                distributions=wanted,
            )
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the evaluator is called experimental
        found = optuna.importance.get_param_importances(
            study, evaluator=optuna.importance.PedAnovaImportanceEvaluator(target_quantile=0.25)
        )
    return {name: float(share) for name, share in found.items() if math.isfinite(share)}


def drawn_from(values: Sequence[Any]) -> Any:
    """The distribution that values of one parameter were drawn from."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution

    if isinstance(values[0], float):
        return FloatDistribution(min(values), max(values), log=True)
    return CategoricalDistribution(sorted(set(values), key=str))
