"""What baselines say of fit rows, without having learned from these rows."""

import numpy as np

from promptrec.baselines.catalogue import Baseline
from promptrec.baselines.fitting import by_first_occurrence
from promptrec.baselines.past import Past, past_of
from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of, sample_rows
from promptrec.records import Floats, Ints, Pairs

SAMPLE = 4000  # fit rows of which a learned baseline is asked


def fit_sample(dataset: Dataset, fit_rows: Ints, seed: int) -> Pairs:
    """The fit rows of which learned baselines are asked, as pairs."""
    return pairs_of(dataset, sample_rows(fit_rows, SAMPLE, seed), seed=seed)


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
        known = past_of(past.dataset, others, past.view, past.fit_view)
        result[places] = entry.worth(known, some, known.view.moments(some), seed)
    return result
