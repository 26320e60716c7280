"""Score pairs with every baseline, and report on them as on any variant."""

from collections.abc import Mapping, Sequence

import numpy as np

from promptrec.baselines.calibrate import log_odds
from promptrec.baselines.catalogue import BASELINES, Baseline, known_names, names_for
from promptrec.baselines.crossfit import fit_sample, fit_worth
from promptrec.baselines.past import Past, past_of
from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.data.split import Split
from promptrec.examples.plan import Plan
from promptrec.metrics.report import row_report
from promptrec.records import Floats, Ints, Pairs, Report


def baseline_scores(
    dataset: Dataset,
    split: Split,
    part: str,
    pairs: Pairs,
    fit_rows: Ints,
    names: Sequence[str] | None = None,
    seed: int = 0,
    met: Ints | None = None,
) -> dict[str, Floats]:
    """Log-odds of liked, (pairs,), per baseline; names=None: `names_for` the data.

    pairs: of `part`, whose history rule holds. fit_rows: the labelled rows that a run trains on
    (after --max-train); met: rows that say who met what, None: these. Each pair is predicted from
    the moment that the split gives its row; how a baseline's number becomes log-odds is fitted on
    the fit rows, each at its moment in train. SettingsError for an unknown name.
    """
    past = past_of(dataset, fit_rows, split.view(part), split.view("train"), met)
    found = worths(past, pairs, names, seed)
    return as_log_odds(found, past, seed)


def known_scores(plan: Plan, part: str, pairs: Pairs) -> dict[str, Floats]:
    """The same of all baselines that know what `--statistics` of a plan lets rules know."""
    known, split = plan.rows.known, plan.rows.split
    return baseline_scores(plan.dataset, split, part, pairs, known.rules, met=known.met_beside)


def baseline_reports(
    dataset: Dataset,
    split: Split,
    part: str,
    pairs: Pairs,
    fit_rows: Ints,
    names: Sequence[str] | None = None,
    seed: int = 0,
    met: Ints | None = None,
) -> dict[str, Report]:
    """A report per baseline, on the same pairs as any variant's. Arguments as above."""
    past = past_of(dataset, fit_rows, split.view(part), split.view("train"), met)
    found = worths(past, pairs, names, seed)
    scores = as_log_odds(found, past, seed)
    ratings = as_ratings(found, past)
    return {
        name: row_report(
            pairs.user,
            pairs.label,
            score,
            rating=pairs.rating if name in ratings else None,
            expected_rating=ratings.get(name),
        )
        for name, score in scores.items()
    }


def known_reports(
    plan: Plan, part: str, pairs: Pairs, names: Sequence[str] | None = None
) -> dict[str, Report]:
    """A report per baseline that knows what `--statistics` of a plan lets rules know."""
    known, split = plan.rows.known, plan.rows.split
    return baseline_reports(
        plan.dataset, split, part, pairs, known.rules, names, met=known.met_beside
    )


def worths(
    past: Past, pairs: Pairs, names: Sequence[str] | None = None, seed: int = 0
) -> dict[str, Floats]:
    """What each pair is worth, (pairs,), per baseline and in its own unit."""
    chosen = names_for(past.dataset) if names is None else known_names(tuple(names), past.dataset)
    when = past.view.moments(pairs)
    return {name: past.said(BASELINES[name].worth, pairs, when, seed) for name in chosen}


def as_ratings(found: Mapping[str, Floats], past: Past) -> dict[str, Floats]:
    """Expected rating, (pairs,) within the scale, of the baselines that have one; {} unrated."""
    if not past.dataset.rated:
        return {}
    return {
        name: np.clip(worth, *past.scale) for name, worth in found.items() if BASELINES[name].rates
    }


def as_log_odds(found: Mapping[str, Floats], asked: Past, seed: int) -> dict[str, Floats]:
    """The numbers of the baselines as log-odds. asked: what they knew of the pairs."""
    if not found:
        return {}
    dataset, fit_rows = asked.dataset, asked.fit_rows
    past = past_of(dataset, fit_rows, asked.fit_view, met=asked.met)
    every, some = pairs_of(dataset, fit_rows, seed=seed), fit_sample(past, seed)

    def calibrated(entry: Baseline, worth: Floats) -> Floats:
        if entry.log_odds:
            return worth
        if entry.learned or entry.slow:
            return log_odds(worth, some.worth(entry), some.pairs.label)
        return log_odds(worth, fit_worth(entry, past, every, seed + 1), every.label)

    return {name: calibrated(BASELINES[name], worth) for name, worth in found.items()}
