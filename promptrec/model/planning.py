"""Settings -> plan, without any weights: what the New run page and the commands check first."""

import dataclasses
from collections.abc import Mapping

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import user_groups
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.examples.plan import Plan, make_plan
from promptrec.model.reading import ModelReader, reader_for
from promptrec.model.sense import check_sense
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings


def rating_scale(dataset: Dataset) -> tuple[float, float]:
    """Lowest and highest rating: as declared, else as found, else 0 and 1."""
    scale = dataset.about.rating_scale
    if scale is None and dataset.rated:
        ratings = dataset.interactions["rating"]
        scale = (float(ratings.min()), float(ratings.max()))
    if scale is None:
        return (0.0, 1.0)
    low, high = scale
    return (low, high if high > low else low + 1.0)  # all ratings equal: any width will do


def plan_for(dataset: Dataset, settings: RunSettings) -> tuple[Plan, ModelReader]:
    """The plan of a run, checked against the data, without loading the model."""
    reader = reader_for(settings, dataset.about.language)
    plan = make_plan(dataset, settings, reader.template, reader.encoder, reader.target)
    return plan, reader


def moved_to(
    dataset: Dataset, settings: RunSettings, fingerprint: str, split: Mapping[str, object]
) -> RunSettings:
    """Settings of a run for judging it on `dataset`.

    On the run's own data the split is the run's; asking for another one is a DataError, since rows
    it learned from could stand in the other test, or what its rows know would not be the same. On
    other data any split is allowed, and item statistics count all of its train rows.
    """
    wanted = {name: value for name, value in split.items() if value is not None}
    asked = dataclasses.replace(settings.split, **wanted)  # type: ignore[arg-type]
    if dataset.fingerprint() != fingerprint:
        check_factors(dataset, settings)
        return dataclasses.replace(settings, split=asked, max_train=None)
    own = settings.split
    if asked == own:
        return settings
    if dataclasses.replace(asked, history=own.history) == own:
        raise DataError("sentence.other_history", own=own.history, asked=asked.history)
    raise DataError("sentence.other_split", split=own.name, seed=own.seed)


def check_factors(dataset: Dataset, settings: RunSettings) -> None:
    """DataError for a run that reads factors, which on other data point some other way."""
    for text in (settings.template, settings.target_template):
        for side in Template("read", text).cf_sides if text else ():
            raise DataError("sentence.cf_other_data", side=side, data=dataset.about.name)


def dataset_of(settings: RunSettings) -> Dataset:
    """The data set that the settings name."""
    return open_dataset(settings.dataset)


def check_before_queueing(settings: RunSettings, dataset: Dataset | None = None) -> tuple[str, ...]:
    """Fail now, with a sentence, rather than in the worker. Returns what is worth knowing.

    dataset: the one that the settings name, where it is open.
    """
    plan, reader = plan_for(dataset or dataset_of(settings), settings)
    if settings.tunes and not len(plan.rows.train):
        raise DataError("sentence.no_train_here", split=settings.split.name)
    if settings.fairness:
        user_groups(plan.dataset, settings.fair_between[0])
    worth_knowing = check_sense(plan, reader)
    plan.make(plan.pairs("train").take(slice(0, 1)), "train")
    return (*plan.rows.split.warnings, *reader.notes, *worth_knowing)
