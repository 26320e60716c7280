"""Who is asked for, and among which items: one rule for the page and the command."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import hint, named
from promptrec.errors import DataError
from promptrec.examples.newcomer import NOBODY, Newcomer
from promptrec.examples.pair import code_or_new
from promptrec.judge.candidates import candidates_of, sampled
from promptrec.model.variant import Variant
from promptrec.recommend.narrow import narrowed
from promptrec.recommend.stages import FirstStage, first_stage
from promptrec.recommend.topk import (
    Progress,
    Recommendation,
    Scoring,
    chosen,
    places,
    rank,
    unheard,
)
from promptrec.recommend.withhold import Kept, keep

SHOWN = 5  # ids of items that share a title, in a message


@dataclass(frozen=True, slots=True)
class Request:
    """A list for a user of the data, or for somebody new."""

    user: str = NOBODY  # user_id; one that the data does not have is somebody without a past
    newcomer: Newcomer | None = None
    k: int = 10
    at_most: int | None = None  # candidates: a seeded sample of them
    first: int | None = None  # items that the first stage leaves; None: every candidate is read
    diversity: float = 0.0  # as in `varied`
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)  # as in `narrowed`
    seen: bool = False  # items that the person has met may come again
    only: tuple[str, ...] | None = None  # ids: no other items; None: all


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A request on the data: who that is, and which items are read."""

    variant: Variant
    user: int  # code, -1 for somebody who is not there
    request: Request
    kept: Kept
    stage: FirstStage

    def rank(self, progress: Progress = unheard) -> Scoring:
        """Score what the first stage left."""
        return rank(self.variant, self.user, self.stage.items, progress)

    def places(self, found: Scoring, *, explain: bool = False) -> list[Recommendation]:
        """The list."""
        best = chosen(self.variant, found, self.request.k, self.request.diversity)
        return places(self.variant, self.user, found, best, explain=explain)


def met(variant: Variant, user: str, newcomer: Newcomer | None) -> tuple[Variant, int]:
    """The variant on data that has the person, and the person's code; -1 for an unknown id."""
    if newcomer is None:
        return variant, code_or_new(variant.plan.dataset, user)
    variant = variant.meeting(newcomer)
    return variant, len(variant.plan.dataset.users) - 1


def asked(
    variant: Variant, request: Request, words: Collection[str], rejected: Collection[str]
) -> Asked:
    """Find the person and the items. words, rejected: as in `keep`.

    Raises DataError for what the data does not have.
    """
    variant, user = met(variant, request.user, request.newcomer)
    plan = variant.plan
    items = narrowed(plan.dataset, candidates_of(plan, -1 if request.seen else user), request.where)
    if request.only is not None:
        wanted = [plan.dataset.item_code(item) for item in request.only]
        items = items[np.isin(items, wanted)]
    kept = keep(plan.dataset, sampled(items, request.at_most), words, rejected)
    most = len(kept.items) if request.first is None else request.first
    return Asked(variant, user, request, kept, first_stage(plan, user, kept.items, most))


def item_named(data: Dataset, text: str) -> str:
    """The item_id that somebody typed, or that of the one item with this title, whatever its case.

    DataError with the nearest titles, or with the ids of items that share it.
    """
    if text in data.items.index:
        return text
    titles = data.items["title"].astype(str)
    found = data.items.index[np.asarray(titles.str.casefold() == text.casefold())].tolist()
    if len(found) > 1:
        ids = named(map(str, found[:SHOWN]))
        raise DataError(
            "sentence.many_titles",
            data=data.about.name,
            title=repr(text),
            count=len(found),
            ids=ids,
        )
    if not found:
        near = hint(text, titles.tolist())
        raise DataError("sentence.no_title", data=data.about.name, title=repr(text), near=near)
    return str(found[0])
