"""Settings -> plan, without any weights: what the New run page and the commands check first."""

import dataclasses
from collections.abc import Mapping, Sequence

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import user_groups
from promptrec.data.reading.numbers import plain
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.examples.meaning import Meaning
from promptrec.examples.plan import Plan, make_plan
from promptrec.model.meaning import KEPT, MEANING, meaning_notes
from promptrec.model.plan import ScorerPlan
from promptrec.model.reading import ModelReader, reader_for
from promptrec.model.sense import check_sense
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.words.table import sentence


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


def scale_note(said: Sequence[float], dataset: Dataset) -> str:
    """That answers name ratings of another scale than the data's; "" where they fit.

    said: lowest and highest rating of the answers, () where they name none. They fit when what both
    have in common is at least half of what either has: 0.5 to 5 does for 1 to 5, 1 to 10 does not.
    """
    if not said:
        return ""
    low, high = rating_scale(dataset)
    shared = min(high, max(said)) - max(low, min(said))
    if shared >= (max(high, *said) - min(low, *said)) / 2:
        return ""
    return sentence(
        "sentence.answers_off_scale",
        low=plain(min(said)),
        high=plain(max(said)),
        data=dataset.about.name,
        data_low=plain(low),
        data_high=plain(high),
    )


def scale_of_answers(plan: ScorerPlan, dataset: Dataset) -> tuple[float, ...]:
    """Lowest and highest rating that answers can name; () where the data can make no use of them.

    Without words for ratings these are the ends of the scale that the scorer was made with.
    """
    if not plan.says_rating or not (dataset.rated or plan.rates):
        return ()
    named = [word.rating for word in plan.words if word.rating is not None]
    ends = named if plan.words and len(named) == len(plan.words) else plan.rating_scale
    return (min(ends), max(ends))


def plan_for(
    dataset: Dataset, settings: RunSettings, meaning: Meaning = MEANING
) -> tuple[Plan, ModelReader]:
    """The plan of a run, checked against the data, without loading the model.

    meaning: KEPT for a look at prompts that does not wait until all items were read.
    """
    reader = reader_for(settings, dataset.about.language)
    texts = (reader.template, reader.target) if reader.target else (reader.template,)
    scorer_plan = reader.scorer_plan(settings, rating_scale(dataset))
    off = scale_note(scale_of_answers(scorer_plan, dataset), dataset)
    notes = (*reader.notes, *meaning_notes(dataset, *texts), *([off] if off else ()))
    plan = make_plan(dataset, settings, reader.template, reader.encoder, reader.target, meaning)
    return plan, dataclasses.replace(reader, notes=notes)


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
    plan, reader = plan_for(dataset or dataset_of(settings), settings, KEPT)
    if settings.tunes and not len(plan.rows.train):
        raise DataError("sentence.no_train_here", split=settings.split.name)
    if settings.fairness:
        user_groups(plan.dataset, settings.fair_between[0])
    worth_knowing = check_sense(plan, reader)
    plan.make(plan.pairs("train").take(slice(0, 1)), "train")
    return (*plan.rows.split.warnings, *reader.notes, *worth_knowing)
