"""What baselines say of fit rows, without having learned from these rows."""

import functools

import numpy as np

from promptrec.baselines.catalogue import Baseline
from promptrec.baselines.fitting import dealt
from promptrec.baselines.past import Past, past_of
from promptrec.data.dataset import Dataset
from promptrec.data.moments import View
from promptrec.data.pairs import pairs_of, sample_rows
from promptrec.records import Floats, Pairs

SAMPLE = 4000  # fit rows of which learned baselines are asked


class FitSample:
    """Some fit rows, each as it was at its moment; what a baseline says of them is kept."""

    def __init__(self, past: Past, seed: int) -> None:
        """past: of the fit rows' own part."""
        rows = sample_rows(past.fit_rows, SAMPLE, seed)
        self.pairs = pairs_of(past.dataset, rows, seed=seed)
        self._past = past
        self._seed = seed
        self._kept: dict[Baseline, Floats] = {}

    def worth(self, entry: Baseline) -> Floats:
        """(pairs,) by `fit_worth`."""
        if entry not in self._kept:
            self._kept[entry] = fit_worth(entry, self._past, self.pairs, self._seed + 1)
        return self._kept[entry]


def fit_sample(past: Past, seed: int) -> FitSample:
    """The sample of these fit rows; the same rows and moments have one, whoever came behind."""
    data, view = past.learned_from, past.fit_view
    visible, moments = view.visible[: len(data.user)], view.when[: len(data.user)]
    met = None if past.met is None else past.met.tobytes()
    found = past.fit_rows.tobytes(), visible.tobytes(), moments.tobytes(), met
    return sample_of(data, *found, seed)


@functools.lru_cache(maxsize=4)
def sample_of(
    dataset: Dataset, fit_rows: bytes, visible: bytes, moments: bytes, met: bytes | None, seed: int
) -> FitSample:
    """The sample of fit rows. visible, moments, met: what these rows may know."""
    view = View(np.frombuffer(visible, bool), np.frombuffer(moments, np.int64))
    beside = None if met is None else np.frombuffer(met, np.int64)
    return FitSample(past_of(dataset, np.frombuffer(fit_rows, np.int64), view, met=beside), seed)


def fit_worth(entry: Baseline, past: Past, pairs: Pairs, seed: int) -> Floats:
    """What a baseline says of fit rows, (pairs,), without having learned from them.

    Counts and means see each row at its own moment. A learned baseline has seen all fit rows, so it
    is learned again from each half of the users, and says what rows of the other half are worth.
    """
    if not entry.learned:
        return entry.worth(past, pairs, past.view.moments(pairs), seed)
    half = np.maximum(dealt(past.dataset, past.fit_rows, 2), 0)  # a user without rows: the first
    result = np.empty(len(pairs))
    for mine in (0, 1):
        others = past.fit_rows[half[past.dataset.user[past.fit_rows]] != mine]
        places = np.flatnonzero(half[pairs.user] == mine)
        some = pairs.take(places)
        known = past_of(past.dataset, others, past.view, past.fit_view, past.met)
        result[places] = entry.worth(known, some, known.view.moments(some), seed)
    return result
