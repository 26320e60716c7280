"""Score pairs with every baseline, and report on them as on any variant."""

from collections.abc import Mapping, Sequence

import numpy as np

from promptrec.baselines.calibrate import log_odds
from promptrec.baselines.catalogue import BASELINES, Baseline, known_names, names_for
from promptrec.baselines.fitting import by_first_occurrence
from promptrec.baselines.past import Past, past_of
from promptrec.data.dataset import Dataset
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of, sample_rows
from promptrec.data.split import Split
from promptrec.metrics.report import row_report
from promptrec.records import Floats, Ints, Pairs, Report

CALIBRATED = 4000  # fit rows that turn the number of a learned baseline into log-odds


def baseline_scores(
    dataset: Dataset,
    split: Split,
    part: str,
    pairs: Pairs,
    fit_rows: Ints,
    names: Sequence[str] | None = None,
    seed: int = 0,
) -> dict[str, Floats]:
    """Log-odds of liked, (pairs,), per baseline; names=None: `names_for` the data.

    pairs: of `part`, whose history rule holds. fit_rows: the labelled rows that a run trains on
    (after --max-train). Each pair is predicted from the moment that the split gives its row; how a
    baseline's number becomes log-odds is fitted on the fit rows, each at its moment in train.
    SettingsError for an unknown name.
    """
    worth = worths(past_of(dataset, fit_rows, split.view(part)), pairs, names, seed)
    return as_log_odds(worth, dataset, fit_rows, split.view("train"), seed)


def baseline_reports(
    dataset: Dataset,
    split: Split,
    part: str,
    pairs: Pairs,
    fit_rows: Ints,
    names: Sequence[str] | None = None,
    seed: int = 0,
) -> dict[str, Report]:
    """A report per baseline, on the same pairs as any variant's. Arguments as above."""
    past = past_of(dataset, fit_rows, split.view(part))
    found = worths(past, pairs, names, seed)
    scores = as_log_odds(found, dataset, fit_rows, split.view("train"), seed)
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


def worths(
    past: Past, pairs: Pairs, names: Sequence[str] | None = None, seed: int = 0
) -> dict[str, Floats]:
    """What each pair is worth, (pairs,), per baseline and in its own unit."""
    chosen = names_for(past.dataset) if names is None else known_names(tuple(names))
    when = past.view.moments(pairs)
    return {name: BASELINES[name].worth(past, pairs, when, seed) for name in chosen}


def as_ratings(found: Mapping[str, Floats], past: Past) -> dict[str, Floats]:
    """Expected rating, (pairs,) within the scale, of the baselines that have one; {} unrated."""
    if not past.dataset.rated:
        return {}
    return {
        name: np.clip(worth, *past.scale) for name, worth in found.items() if BASELINES[name].rates
    }


def as_log_odds(
    found: Mapping[str, Floats], dataset: Dataset, fit_rows: Ints, view: View, seed: int
) -> dict[str, Floats]:
    """The numbers of the baselines as log-odds. view: what rows of train may know."""
    if not found:
        return {}
    rows = {False: fit_rows, True: sample_rows(fit_rows, CALIBRATED, seed)}
    pairs = {learned: pairs_of(dataset, some, seed=seed) for learned, some in rows.items()}
    past = past_of(dataset, fit_rows, view)
    return {
        name: log_odds(
            worth,
            fit_worth(BASELINES[name], past, pairs[BASELINES[name].learned], seed + 1),
            pairs[BASELINES[name].learned].label,
        )
        for name, worth in found.items()
    }


def fit_worth(entry: Baseline, past: Past, pairs: Pairs, seed: int) -> Floats:
    """What a baseline says of fit rows, (pairs,), without having learned from them.

    Counts and means see each row at its own moment. A learned baseline has seen all fit rows, so it
    is learned again from each half of the users, and says what rows of the other half are worth.
    """
    if not entry.learned:
        return entry.worth(past, pairs, past.view.moments(pairs), seed)
    half = np.zeros(len(past.dataset.users), bool)
    half[past.dataset.user[past.fit_rows]] = (
        by_first_occurrence(past.dataset.user[past.fit_rows]) % 2 == 1
    )
    result = np.empty(len(pairs))
    for mine in (False, True):
        others = past.fit_rows[half[past.dataset.user[past.fit_rows]] != mine]
        places = np.flatnonzero(half[pairs.user] == mine)
        some = pairs.take(places)
        known = past_of(past.dataset, others, past.view)
        result[places] = entry.worth(known, some, known.view.moments(some), seed)
    return result
