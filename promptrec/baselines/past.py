"""What a baseline may know: the fit rows, and the user's visible history, both strictly older.

The same rule as for prompts (`data.moments`, `data.history`, `data.statistics`), for all pairs at
once.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.moments import View
from promptrec.examples.plan import RunRows
from promptrec.records import Floats, Ints, Pairs


class Worth(Protocol):
    """A recommender without a language model."""

    def __call__(self, past: "Past", pairs: Pairs, when: Ints, seed: int) -> Floats:
        """Worth of each pair at its moment, (pairs,), from what is strictly older."""


class SumsBefore:
    """Sum and number of the values of a key strictly before a moment; two binary searches each."""

    def __init__(self, key: Ints, when: Ints, values: Floats) -> None:
        """Three parallel arrays (rows,); rows with a nan value do not count."""
        known = ~np.isnan(values)
        key, when, values = key[known], when[known], values[known]
        self._span = int(when.max(initial=0)) + 2  # moments, and one after all of them
        joined = key * self._span + when
        order = np.argsort(joined, kind="stable")
        self._keys = joined[order]
        self._sums = np.concatenate(([0.0], np.cumsum(values[order])))

    def __call__(self, key: Ints, when: Ints) -> tuple[Floats, Floats]:
        """(sum, number) for each pair of key and moment; both (pairs,)."""
        first = np.asarray(key, np.int64) * self._span
        start = np.searchsorted(self._keys, first)
        stop = np.searchsorted(self._keys, first + np.clip(when, 0, self._span - 1))
        return self._sums[stop] - self._sums[start], (stop - start).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What baselines are made of. A value is a rating; a label where there are none."""

    dataset: Dataset
    fit_rows: Ints  # row numbers a run trains on
    met: Ints | None  # rows that say who met what, whatever was thought of it; None: the fit rows
    view: View  # rows that may stand in a history, and from which moment each is predicted
    fit_view: View  # the same of the fit rows, for what learns from them as they were
    value: Floats  # (n,) of every row of the data set
    by_user: SumsBefore  # values of the user's visible history
    by_item: SumsBefore  # values of the item's fit rows
    overall: SumsBefore  # values of all fit rows, key 0
    liked_by_user: SumsBefore  # labels, as above
    liked_overall: SumsBefore
    scale: tuple[float, float]  # lowest and highest value
    kept: dict[tuple[Worth, Pairs, int], Floats] = field(default_factory=dict)

    @property
    def learned_from(self) -> Dataset:
        """The data whose fit rows these are: what is learned of them is the same for newcomers."""
        return self.dataset.catalogue

    @property
    def met_rows(self) -> Ints:
        """Rows that say who met what."""
        return self.fit_rows if self.met is None else self.met

    def said(self, worth: Worth, pairs: Pairs, when: Ints, seed: int) -> Floats:
        """What a baseline says of these pairs, (pairs,), counted once however often it is asked."""
        key = (worth, pairs, seed)
        if key not in self.kept:
            self.kept[key] = worth(self, pairs, when, seed)
        return self.kept[key]

    def mean(self, when: Ints) -> Floats:
        """(pairs,) mean value of the fit rows before each moment; mid-scale when there is none."""
        total, rows = self.overall(np.zeros_like(when), when)
        return filled_mean(total, rows, sum(self.scale) / 2)

    def liked_share(self, when: Ints) -> Floats:
        """(pairs,) share of likes of the fit rows before each moment; one half without any."""
        liked, rows = self.liked_overall(np.zeros_like(when), when)
        return filled_mean(liked, rows, 0.5)


def past_of(
    dataset: Dataset,
    fit_rows: Ints,
    view: View,
    fit_view: View | None = None,
    met: Ints | None = None,
) -> Past:
    """What may be known. fit_rows: row numbers a run trains on; view: of the part of the pairs.

    fit_view: of the part of the fit rows, train; None: the pairs are of train themselves. met: rows
    that say who met what, of which no rating is read; None: the fit rows.
    """
    value = values_of(dataset)
    seen = np.flatnonzero(view.visible)
    user, item, when, label = dataset.user, dataset.item, dataset.when, dataset.label
    everyone = np.zeros(len(fit_rows), np.int64)
    return Past(
        dataset=dataset,
        fit_rows=fit_rows,
        met=met,
        view=view,
        fit_view=view if fit_view is None else fit_view,
        value=value,
        by_user=SumsBefore(user[seen], when[seen], value[seen]),
        by_item=SumsBefore(item[fit_rows], when[fit_rows], value[fit_rows]),
        overall=SumsBefore(everyone, when[fit_rows], value[fit_rows]),
        liked_by_user=SumsBefore(user[seen], when[seen], label[seen]),
        liked_overall=SumsBefore(everyone, when[fit_rows], label[fit_rows]),
        scale=scale_of(dataset, value[fit_rows]),
    )


def known_past(dataset: Dataset, rows: RunRows, view: View) -> Past:
    """What rules know beside a run: the rows that its `--statistics` lets them count.

    view: of the part of the pairs; the fit rows stay as they were in train.
    """
    known = rows.known
    return past_of(dataset, known.rules, view, rows.split.view("train"), known.met_beside)


def values_of(dataset: Dataset) -> Floats:
    """(n,) rating of every row; its label where there are no ratings."""
    if not dataset.rated:
        return dataset.label
    return dataset.interactions["rating"].to_numpy(np.float64)


def scale_of(dataset: Dataset, values: Floats) -> tuple[float, float]:
    """Lowest and highest value: as declared, else as found in the fit rows; 0 and 1 for labels."""
    if not dataset.rated:
        return (0.0, 1.0)
    if dataset.about.rating_scale is not None:
        return dataset.about.rating_scale
    known = values[~np.isnan(values)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)


def filled_mean(total: Floats, rows: Floats, otherwise: float) -> Floats:
    """total / rows, or the other value where there are no rows."""
    return np.where(rows > 0, total / np.maximum(rows, 1), otherwise)
