"""A variant: a plan and the scorer that reads its prompts. Opened from a run or from a template."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.examples.plan import Plan, make_plan
from promptrec.model.devices import pick
from promptrec.model.loading import build_scorer, open_checkpoint
from promptrec.model.reader import Reader, reader_for
from promptrec.model.scorer import Scorer
from promptrec.records import Answers, Pairs
from promptrec.settings import RunSettings


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """What can be scored and compared."""

    name: str
    settings: RunSettings
    plan: Plan
    scorer: Scorer

    def score(self, pairs: Pairs, part: str | None, batch_size: int = 32) -> Answers:
        """Answers for the pairs, in their order, under the history rules of the part."""
        return self.scorer.score(self.plan.make(pairs, part), batch_size)


def rating_scale(dataset: Dataset) -> tuple[float, float]:
    """Lowest and highest rating: as declared, else as found, else 0 and 1."""
    if dataset.about.rating_scale is not None:
        return dataset.about.rating_scale
    if not dataset.rated:
        return (0.0, 1.0)
    ratings = dataset.interactions["rating"]
    return float(ratings.min()), float(ratings.max())


def plan_for(dataset: Dataset, settings: RunSettings) -> tuple[Plan, Reader]:
    """The plan of a run, checked against the data, without loading the model."""
    reader = reader_for(settings, dataset.about.language)
    return make_plan(dataset, settings, reader.template, reader.encoder), reader


def open_variant(
    dataset: Dataset, settings: RunSettings, checkpoint: Path | None = None, name: str = ""
) -> Variant:
    """Load the scorer: tuned from a checkpoint folder, or untuned."""
    plan, reader = plan_for(dataset, settings)
    device = pick(settings.device)
    if checkpoint is not None:
        scorer = open_checkpoint(checkpoint, device=device)
    else:
        scorer = build_scorer(reader.scorer_plan(settings, rating_scale(dataset)), device=device)
    return Variant(name or settings.template_name, settings, plan, scorer)


def moved_to(
    dataset: Dataset, settings: RunSettings, fingerprint: str, split: Mapping[str, object]
) -> RunSettings:
    """Settings of a run for judging it on `dataset`.

    On the run's own data the split is the run's; asking for another one is a DataError, since rows
    it learned from could stand in the other test. On other data any split is allowed, and item
    statistics count all of its train rows.
    """
    wanted = {name: value for name, value in split.items() if value is not None}
    asked = dataclasses.replace(settings.split, **wanted)  # type: ignore[arg-type]
    if dataset.fingerprint() != fingerprint:
        return dataclasses.replace(settings, split=asked, max_train=None)
    if asked != settings.split:
        raise DataError(
            f"The run was tuned on the split {settings.split.name} (seed {settings.split.seed}) of "
            "this data; rows of another split's test may be in its train. "
            "Leave --split out, or name another data set."
        )
    return settings


def dataset_of(settings: RunSettings) -> Dataset:
    """The data set that the settings name."""
    return open_dataset(settings.dataset)
