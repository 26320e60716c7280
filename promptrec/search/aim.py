"""What a search goes by: the yardstick of verdicts where people can be judged by it."""

import dataclasses
import math
from collections.abc import Iterable

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.pairs import pairs_of
from promptrec.examples.plan import choose_rows
from promptrec.metrics.auc import user_auc
from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.records import Floats, Ints, Measure
from promptrec.settings import SearchSettings
from promptrec.settings.search import usual_metric

BESIDE_CURVE = f"trial_{BESIDE}"  # points of a search: what each trial is worth by that, too


def aimed(search: SearchSettings, dataset: Dataset) -> SearchSettings:
    """The search by AUC over all rows where its metric is that of verdicts and judges nobody.

    For a metric that nobody named: who named one is told why it has no value.
    """
    if search.metric != MAIN:
        return search
    rows = choose_rows(dataset, search.base).valid
    pairs = pairs_of(dataset, rows, negatives=search.base.negatives, seed=search.base.split.seed)
    return search if judges(pairs.user, pairs.label) else dataclasses.replace(search, metric=BESIDE)


def first_aim(kind: str, dataset: Dataset) -> str:
    """What a form offers first: the usual metric, or AUC where it can judge nobody of this data."""
    usual = usual_metric(kind)
    works = dataset.implicit or usual != MAIN or judges(dataset.user, dataset.label)
    return usual if works else BESIDE


def beside_in(points: Iterable[Measure]) -> dict[int, float]:
    """Trial -> its AUC over all rows, from the points of `BESIDE_CURVE`; the last one counts."""
    return {one.step: one.value for one in points if math.isfinite(one.value)}


def judges(user: Ints, label: Floats) -> bool:
    """Whether any of these people has liked and disliked rows."""
    return bool(user_auc(user, label, np.zeros(len(user))).counts.any())
