"""Score pairs with every baseline, and report on them as on any variant."""

from collections.abc import Sequence

import numpy as np

from promptrec.baselines.calibrate import log_odds
from promptrec.baselines.means import BASELINES
from promptrec.baselines.past import past_of
from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.data.split import Split
from promptrec.errors import SettingsError
from promptrec.metrics.report import row_report
from promptrec.records import Floats, Ints, Pairs, Report

ALL = tuple(BASELINES)
WITHOUT_DISLIKES = ("random", "popularity")  # the others are constant when every row is a like


def names_for(dataset: Dataset) -> tuple[str, ...]:
    """The baselines that say something on this data."""
    return WITHOUT_DISLIKES if dataset.implicit else ALL


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
    (after --max-train). Each pair sees only what is strictly older; how a baseline's number
    becomes log-odds is fitted on the fit rows, each seen at its own moment.
    SettingsError for an unknown name.
    """
    chosen = known_names(names_for(dataset) if names is None else names)
    past = past_of(dataset, fit_rows, split.visible[part])
    when = moments(dataset, pairs)
    fit_pairs = pairs_of(dataset, fit_rows, seed=seed)
    fit_past = past_of(dataset, fit_rows, split.visible["train"])
    fit_when = moments(dataset, fit_pairs)
    return {
        name: log_odds(
            BASELINES[name].worth(past, pairs, when, seed),
            BASELINES[name].worth(fit_past, fit_pairs, fit_when, seed + 1),
            fit_pairs.label,
        )
        for name in chosen
    }


def baseline_ratings(
    dataset: Dataset, split: Split, part: str, pairs: Pairs, fit_rows: Ints
) -> dict[str, Floats]:
    """Expected rating, (pairs,) within the scale, of the baselines that have one; {} unrated."""
    if not dataset.rated:
        return {}
    past = past_of(dataset, fit_rows, split.visible[part])
    when = moments(dataset, pairs)
    return {
        name: np.clip(entry.worth(past, pairs, when, 0), *past.scale)
        for name, entry in BASELINES.items()
        if entry.rates
    }


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
    scores = baseline_scores(dataset, split, part, pairs, fit_rows, names, seed)
    ratings = baseline_ratings(dataset, split, part, pairs, fit_rows)
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


def moments(dataset: Dataset, pairs: Pairs) -> Ints:
    """(pairs,) the moment of each pair's row; after everything for a pair without a row."""
    after = int(dataset.when.max(initial=-1)) + 1
    if not len(dataset.when):
        return np.full(len(pairs), after)
    return np.where(pairs.row >= 0, dataset.when[np.maximum(pairs.row, 0)], after)


def known_names(names: Sequence[str]) -> Sequence[str]:
    """The names, if all are baselines."""
    unknown = [name for name in names if name not in BASELINES]
    if unknown:
        raise SettingsError(
            f"There is no baseline {', '.join(unknown)}. Choose among: {', '.join(ALL)}."
        )
    return names
