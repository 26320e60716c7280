"""A rule as the starting point of a run: its calibrated log-odds, a fixed part of every score.

What is fitted beside it learns only what the rule does not say. In generalised linear models such
a part is an offset (Nelder and Wedderburn 1972; McCullagh and Nelder 1989, section 6.3); in
boosting it is the base margin (Friedman 2001, algorithm 1; XGBoost's `base_margin`).

A train row must not meet its own label in its offset, or the model learns that the rule is better
than it is. So users are dealt into FOLDS; for the rows of one fold the calibration, and a rule that
is itself learned, are fitted on the rows of the other users alone (cross-fitting: Stone 1974;
Wolpert 1992, "Stacked generalization"). Counts and means are taken strictly before each row anyway.
"""

import dataclasses
import functools
from dataclasses import dataclass

import numpy as np

from promptrec.baselines.calibrate import Calibration
from promptrec.baselines.catalogue import BASELINES, Baseline, names_for
from promptrec.baselines.crossfit import SAMPLE, fit_worth
from promptrec.baselines.fitting import dealt
from promptrec.baselines.past import Past, known_past, past_of
from promptrec.data.dataset import Dataset
from promptrec.data.moments import View
from promptrec.data.pairs import sample_rows
from promptrec.errors import SettingsError
from promptrec.examples.plan import Plan, RunRows
from promptrec.records import Floats, Ints, Pairs

FOLDS = 3  # the halves of all others are then the other two folds, whose rules are learned once
SEED = 0  # of a rule that draws, as in the tables


@dataclass(frozen=True, slots=True, eq=False)
class RuleStart:
    """The offset of any pair of a run: the same for training, judging, pages and commands."""

    rule: Baseline
    calibration: Calibration | None = None  # as a checkpoint has it; None: fitted on the known rows

    def __call__(self, plan: Plan, pairs: Pairs, part: str | None) -> Floats:
        """(pairs,) log-odds of liked. part: whose rules hold for what may be known; None: all past.

        In train each user's pairs are scored by what was fitted on the others.
        """
        if part == "train":
            return self._crossed(plan, pairs)
        return self.calibrated(plan)(self._worth(known(plan.rows, plan.dataset, part), pairs))

    def calibrated(self, plan: Plan) -> Calibration:
        """How the rule's number becomes log-odds, fitted on all known rows."""
        return self.calibration or fitted_on_all(self.rule, plan)

    def held(self, plan: Plan) -> "RuleStart":
        """The same with the calibration of this plan, for one that has more users."""
        return dataclasses.replace(self, calibration=self.calibrated(plan))

    def _crossed(self, plan: Plan, pairs: Pairs) -> Floats:
        fold = folds(plan)
        mine = np.where(pairs.user >= 0, fold[pairs.user], -1)
        result = np.empty(len(pairs))
        for one in np.unique(mine).tolist():
            places = np.flatnonzero(mine == one)
            others = whole(plan)[fold[plan.dataset.user[whole(plan)]] != one]
            past = known(plan.rows, plan.dataset, "train")
            if self.rule.learned:
                past = past_of(plan.dataset, others, past.view, met=past.met)
            worth = self._worth(past, pairs.take(places))
            result[places] = fitted(self.rule, plan, others)(worth)
        return result

    def _worth(self, past: Past, pairs: Pairs) -> Floats:
        past = dataclasses.replace(past, kept={})  # nobody asks of these pairs again
        return self.rule.worth(past, pairs, past.view.moments(pairs), SEED)


def rule_start(name: str, dataset: Dataset, calibration: Calibration | None = None) -> RuleStart:
    """The start of a run from a rule; SettingsError for one that says nothing of this data."""
    if name not in names_for(dataset):
        possible = [one for one in names_for(dataset) if BASELINES[one].starts]
        raise SettingsError(
            "sentence.start_says_nothing",
            rule=name,
            data=dataset.about.name,
            names=", ".join(possible),
        )
    return RuleStart(BASELINES[name], calibration)


def fitted(rule: Baseline, plan: Plan, rows: Ints) -> Calibration:
    """The calibration of a rule that knows these rows alone, on these rows; log-odds need none."""
    if rule.log_odds:
        return Calibration()
    some = sample_rows(rows, SAMPLE, SEED) if rule.learned or rule.slow else rows
    pairs = plan.pairs_of_rows(some, **plan.mixing())
    met = plan.rows.known.met_beside
    past = past_of(plan.dataset, rows, plan.rows.split.view("train"), met=met)
    return Calibration.of(fit_worth(rule, past, pairs, SEED + 1), pairs.label)


@functools.lru_cache(maxsize=4)
def fitted_on_all(rule: Baseline, plan: Plan) -> Calibration:
    """The same on all known rows, once for all pairs that are asked about."""
    return fitted(rule, plan, whole(plan))


def whole(plan: Plan) -> Ints:
    """The rows that the rule may learn from: what `--statistics` lets rules know."""
    return plan.rows.known.rules


def folds(plan: Plan) -> Ints:
    """(users,) fold of every user with such rows; else -1."""
    return dealt(plan.dataset, whole(plan), FOLDS)


@functools.lru_cache(maxsize=4)
def known(rows: RunRows, dataset: Dataset, part: str | None) -> Past:
    """What the rule knows of pairs of a part; without one, of all that is strictly older."""
    everything = View(np.ones(len(dataset.user), bool), dataset.when)
    return known_past(dataset, rows, rows.split.view(part) if part else everything)
