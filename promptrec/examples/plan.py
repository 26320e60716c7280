"""A plan: which rows a run learns from, is watched and judged on, and how they become prompts.

Made from settings alone, so that a run, its repetition and its evaluation see the same rows. No
torch: the New run page shows the plan before anything is loaded.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.locked import rows_of
from promptrec.data.moments import View
from promptrec.data.pairs import nested_sample, pairs_of, sample_rows
from promptrec.data.split import Split, make_split
from promptrec.data.splits.across_domains import domains_of
from promptrec.errors import DataError, SettingsError
from promptrec.examples.encode import Encoder
from promptrec.examples.fit import Fitted
from promptrec.examples.known import KnownRows, known_rows
from promptrec.examples.maker import PromptMaker
from promptrec.examples.meaning import Meaning
from promptrec.examples.newcomer import Newcomer, with_newcomer
from promptrec.prompt.template import Template
from promptrec.records import Encoded, Ints, Pairs
from promptrec.settings import RunSettings
from promptrec.settings.by_rows import chosen_by_rows

Made = TypeVar("Made")  # of a pair


@dataclass(frozen=True, slots=True, eq=False)
class RunRows:
    """The rows of one run, before any prompt is made."""

    split: Split
    train: Ints  # after max_train
    valid: Ints  # of users that are not locked, after max_valid
    known: KnownRows  # what may be known of others

    @property
    def label_rows(self) -> int:
        """Labelled rows of the data that the run trains on."""
        return len(self.train)


def choose_rows(dataset: Dataset, settings: RunSettings) -> RunRows:
    """Split, sample and decide what may be known of others.

    Locked users have no valid rows. The split's seed draws the valid sample, so that runs of other
    seeds are judged on the same rows, and a smaller sample lies within a larger one.
    """
    split = make_split(dataset, settings.split)
    train = sample_train(dataset, split, settings)
    valid = nested_sample(
        rows_of(dataset, split.valid, False), settings.max_valid, settings.split.seed
    )
    return RunRows(split, train, valid, known_rows(split, train, settings.statistics))


def sample_train(dataset: Dataset, split: Split, settings: RunSettings) -> Ints:
    """Train rows after max_train; of cross_domain, rows of the target stay as long as they may."""
    domains = domains_of(dataset, settings.split)
    if domains is None or settings.max_train is None:
        return sample_rows(split.train, settings.max_train, settings.seed)
    target = domains[dataset.item[split.train]] == settings.split.target
    kept = sample_rows(split.train[target], settings.max_train, settings.seed)
    others = sample_rows(split.train[~target], settings.max_train - len(kept), settings.seed)
    return np.sort(np.concatenate((kept, others)))


def learned_rows(train: Ints, settings: RunSettings) -> int:
    """How many labelled rows a run learns from: of train, and those that somebody added."""
    added = len(settings.added_labels)
    return added + (min(len(train), added) if settings.continue_from else len(train))


def rows_to_learn(dataset: Dataset, settings: RunSettings) -> int:
    """As `learned_rows`, before there is a plan."""
    train = sample_train(dataset, make_split(dataset, settings.split), settings)
    return learned_rows(train, settings)


def in_numbers(dataset: Dataset, settings: RunSettings) -> RunSettings:
    """Settings whose epochs and rate are chosen by the rows of the run, as they are stored."""
    if not settings.waits_for_rows:
        return settings
    return chosen_by_rows(settings, rows_to_learn(dataset, settings))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Rows, pairs and prompts of one run."""

    dataset: Dataset
    settings: RunSettings
    rows: RunRows
    maker: PromptMaker
    target_maker: PromptMaker | None = None  # cross_domain: rows of the target domain

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about cells that had to be cut in the prompts made so far."""
        makers = (self.maker,) if self.target_maker is None else (self.maker, self.target_maker)
        return tuple(note for maker in makers for note in maker.long_cells.notes)

    def pairs(self, part: str, at_most: int | None = None) -> Pairs:
        """The labelled pairs of a part; implicit feedback gets its sampled negatives."""
        rows = {
            "train": self.rows.train,
            "valid": self.rows.valid,
            "test": self.rows.split.test,
        }[part]
        if not len(rows) and part == "test":
            raise DataError("sentence.no_test_here", split=self.rows.split.name)
        more = self.mixing() if part == "train" else {}
        return self.pairs_of_rows(sample_rows(rows, at_most, self.settings.seed), **more)

    def pairs_of_rows(self, rows: Ints, negatives: int | None = None, **mixing: Any) -> Pairs:
        """Pairs of interactions of this data; negatives: a like, None: as many as this run has."""
        return pairs_of(
            self.dataset,
            rows,
            negatives=negatives or self.settings.negatives,
            seed=self.settings.split.seed,
            alike=domains_of(self.dataset, self.settings.split),
            **mixing,
        )

    def mixing(self) -> dict[str, Any]:
        """How negatives to learn from are drawn by popularity; {} when they are not."""
        share = self.settings.popular_negatives
        if not share:
            return {}
        counts = np.bincount(self.dataset.item[self.rows.train], minlength=len(self.dataset.items))
        return {"popularity": counts.astype(np.float64), "share": share}

    def with_templates(self, template: Template, target: Template | None = None) -> "Plan":
        """The same rows in other words; target: of the target domain, where it has its own."""
        theirs = self.target_maker
        return dataclasses.replace(
            self,
            maker=self.maker.remade(template=template),
            target_maker=None if theirs is None else theirs.remade(template=target),
        )

    def knowing(self, part: str, view: View) -> "Plan":
        """The same rows, of which those of one part know something else."""
        split = self.rows.split.knowing(part, view)
        rows = dataclasses.replace(self.rows, split=split)
        return self._each(lambda maker: maker.remade(split=split), rows)

    def meeting(self, newcomer: Newcomer) -> "Plan":
        """The same run, whose data has one more user behind all others; no part has a row of it.

        Raises as `with_newcomer`.
        """
        data = with_newcomer(self.dataset, newcomer)
        split = self.rows.split.grown(data.when)
        rows = dataclasses.replace(self.rows, split=split)
        plan = self._each(lambda maker: maker.remade(dataset=data, split=split), rows)
        return dataclasses.replace(plan, dataset=data)

    def unsplit(self) -> "Plan":
        """As outside any run: history and item statistics are all rows that are strictly older."""
        return self._each(PromptMaker.unsplit, self.rows)

    def _each(self, change: Callable[[PromptMaker], PromptMaker], rows: RunRows) -> "Plan":
        theirs = self.target_maker
        return dataclasses.replace(
            self,
            rows=rows,
            maker=change(self.maker),
            target_maker=None if theirs is None else change(theirs),
        )

    def maker_of(self, item: int) -> PromptMaker:
        """Who makes the prompts of an item: in cross_domain each domain has its own template."""
        return next(maker for maker, at in self.makers_of(np.array([item], np.int64)) if len(at))

    def makers_of(self, items: Ints) -> list[tuple[PromptMaker, Ints]]:
        """Each maker of prompts, and the places of the items whose prompts it makes."""
        if self.target_maker is None:
            return [(self.maker, np.arange(len(items)))]
        column = self.dataset.items[self.dataset.about.domain].to_numpy()
        in_target = column[items] == self.settings.split.target
        return [
            (self.maker, np.flatnonzero(~in_target)),
            (self.target_maker, np.flatnonzero(in_target)),
        ]

    def make(self, pairs: Pairs, part: str | None) -> list[Encoded]:
        """Prompts of the pairs; in cross_domain each domain has its own template."""
        return self._each_by(pairs, lambda maker, own: maker.make(own, part))

    def fit(self, pairs: Pairs, part: str | None) -> list[Fitted]:
        """The same as they are rendered."""
        return self._each_by(pairs, lambda maker, own: maker.fit(own, part))

    def _each_by(
        self, pairs: Pairs, make: Callable[[PromptMaker, Pairs], Sequence[Made]]
    ) -> list[Made]:
        found: dict[int, Made] = {}
        for maker, places in self.makers_of(pairs.item):
            found |= dict(zip(places.tolist(), make(maker, pairs.take(places)), strict=True))
        return [found[at] for at in range(len(pairs))]


def make_plan(
    dataset: Dataset,
    settings: RunSettings,
    template: Template,
    encoder: Encoder,
    target: Template | None = None,
    meaning: Meaning | None = None,
) -> Plan:
    """Plan a run; target: the template of the target domain's rows, where it has one of its own.

    Epochs and rate that nobody chose are numbers in its settings, by the rows that it learns from.
    meaning: of items' texts, where a template may ask for it.
    Raises TemplateError, DataError or SettingsError when templates and data do not fit.
    """
    rows = choose_rows(dataset, settings)
    settings = chosen_by_rows(settings, learned_rows(rows.train, settings))

    def maker(of: Template) -> PromptMaker:
        known = rows.known
        return PromptMaker(
            dataset, of, encoder, known=known, factors=known, split=rows.split, meaning=meaning
        )

    if target is None:
        return Plan(dataset, settings, rows, maker(template))
    check_target(template, target, settings.split.name)
    return Plan(dataset, settings, rows, maker(template), maker(target))


def check_target(template: Template, target: Template, split: str) -> None:
    """SettingsError unless both domains' prompts can be read by one and the same scorer."""
    if split != "cross_domain":
        raise SettingsError("sentence.no_split_target", split=split)
    if (target.soft_total, target.has_mask) != (template.soft_total, template.has_mask):
        raise SettingsError(
            "sentence.two_readings", one=template.soft_total, other=target.soft_total
        )
