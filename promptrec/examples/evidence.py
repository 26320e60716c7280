"""Evidence in words: what others' rows say of a user and an item, for many pairs at once.

Who met what, or the meaning of their texts, decides which of the user's past items are near the one
in question; the opinions of them are the user's own. Only `{item.likeminded}` reads the ratings of
others.
"""

import itertools
from collections.abc import Callable, Collection, Sequence

import numpy as np

from promptrec.counted import ALIKE_FIELDS, NEAR_FIELDS, SIMILAR_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.evidence import (
    Near,
    Pasts,
    also_met,
    likeminded,
    meetings_of,
    pasts_of,
    similar,
    together,
)
from promptrec.data.history import Histories
from promptrec.data.moments import View
from promptrec.data.values import Value
from promptrec.examples.known import KnownRows
from promptrec.examples.meaning import Meaning
from promptrec.prompt.fieldname import base_of, window_of
from promptrec.prompt.summary import (
    alike_choices,
    history_alike,
    history_similar,
    item_likeminded,
    item_popularity,
    similar_choices,
)
from promptrec.records import Bools, Ints, Pairs

WINDOW = 5  # past items that are nearest to the one in question, where a template names no number
THIN = 2  # of them, below which a share says nothing
FEWEST_MINDED = 2  # people of like taste, below which their share says nothing
FEWEST_PEOPLE = 10  # others who met anything, below which nothing is popular or unknown
ALSO = 10  # titles of {item.also}
OPINIONS = {  # of the nearest: liked of seen, and how many where feedback is implicit
    "history.alike": (history_alike, alike_choices),
    "history.similar": (history_similar, similar_choices),
}


class EvidenceFinder:
    """Looks up the evidence fields that a template names."""

    def __init__(
        self,
        dataset: Dataset,
        names: Collection[str],
        language: str,
        known: KnownRows,
        histories: Histories,
        meaning: Meaning | None = None,
    ) -> None:
        """names: of all fields of the template; known: rows of others that may be used.

        meaning: of items' texts; without it no field of SIMILAR_FIELDS can be found.
        """
        makers: dict[str, Callable[[Pasts], list[Value]]] = {
            "item.also": self._also,
            "item.popularity": self._popularity,
            "item.likeminded": self._likeminded,
        }
        self._items = {name: makers[name] for name in names if name in dataset.evidence_fields}
        self._near = tuple(name for name in names if base_of(name) in NEAR_FIELDS)
        self._dataset, self._language = dataset, language
        self._known, self._histories, self._meaning = known, histories, meaning
        self._titles: Sequence[str] = dataset.items["title"].tolist()

    def find(self, pairs: Pairs, view: View | None) -> list[dict[str, Value]]:
        """Values of each pair. view: what it may know; None: all rows older than its own."""
        found: list[dict[str, Value]] = [{} for _ in range(len(pairs))]
        if not (self._items or self._near):
            return found
        pasts = pasts_of(self._dataset, pairs, view, self._histories)
        columns = {name: make(pasts) for name, make in self._items.items()}
        for family in (ALIKE_FIELDS, SIMILAR_FIELDS):
            names = [name for name in self._near if base_of(name) in family]
            if names:
                near = near_of(family, self._dataset, pasts, self._known, self._meaning)
                columns |= {name: self._of_past(name, near) for name in names}
        for name, column in columns.items():
            for at, value in enumerate(column):
                found[at][name] = value
        return found

    def _of_past(self, name: str, near: Near) -> list[Value]:
        chosen = counted_rows(near, window_of(name) or WINDOW)
        if base_of(name) in OPINIONS:
            return self._opinions(base_of(name), near.pasts, chosen)
        liked = near.pasts.liked if base_of(name).endswith("_liked") else ~near.pasts.liked
        return [
            tuple(self._titles[item] for item in near.pasts.items[rows])
            for rows in by_nearness(near, chosen & liked)
        ]

    def _opinions(self, name: str, pasts: Pasts, chosen: Bools) -> list[Value]:
        opinion, choices = OPINIONS[name]
        seen = np.bincount(pasts.owner[chosen], minlength=len(pasts))
        if self._dataset.implicit:
            return [choices(int(every), self._language) for every in seen]
        liked = np.bincount(pasts.owner[chosen & pasts.liked], minlength=len(pasts))
        return [
            opinion(int(some), int(every), self._language)
            for some, every in zip(liked, seen, strict=True)
        ]

    def _also(self, pasts: Pasts) -> list[Value]:
        meetings = meetings_of(self._dataset, self._known.met)
        return [
            tuple(self._titles[item] for item in items) for items in also_met(meetings, pasts, ALSO)
        ]

    def _popularity(self, pasts: Pasts) -> list[Value]:
        meetings = meetings_of(self._dataset, self._known.met)
        people = meetings.popularity(pasts.user, pasts.item, pasts.when)
        everybody = meetings.people(pasts.user, pasts.when)
        return [
            item_popularity(int(some), int(every), self._language) if every >= FEWEST_PEOPLE else ""
            for some, every in zip(people, everybody, strict=True)
        ]

    def _likeminded(self, pasts: Pasts) -> list[Value]:
        found = likeminded(meetings_of(self._dataset, self._known.statistics), pasts)
        return [
            item_likeminded(int(some), int(every), self._language) if every >= FEWEST_MINDED else ""
            for some, every in zip(found.liked, found.people, strict=True)
        ]


def near_of(
    family: Sequence[str],
    dataset: Dataset,
    pasts: Pasts,
    known: KnownRows,
    meaning: Meaning | None,
) -> Near:
    """How near the items of each past are in the sense of a family of fields.

    ValueError for the meaning of texts where nobody was handed in who knows it.
    """
    if family == ALIKE_FIELDS:
        return together(meetings_of(dataset, known.met), pasts).near
    if meaning is None:
        raise ValueError("A template that names {history.similar} needs the meaning of items.")
    return similar(meaning.vectors(dataset), pasts)


def counted_rows(near: Near, window: int) -> Bools:
    """(rows,) the nearest of each past; none of a past with too few of them for a share."""
    chosen = near.nearest(window)
    enough = np.bincount(near.pasts.owner[chosen], minlength=len(near.pasts)) >= min(THIN, window)
    result: Bools = chosen & enough[near.pasts.owner]
    return result


def by_nearness(near: Near, chosen: Bools) -> list[Ints]:
    """Per pair the places of the chosen rows, the nearest last, as the newest of a history."""
    places = np.flatnonzero(chosen)
    owner = near.pasts.owner[places]
    places = places[np.lexsort((places, near.nearness[places], owner))]
    starts = np.searchsorted(np.sort(owner), np.arange(len(near.pasts) + 1))
    return [places[start:stop] for start, stop in itertools.pairwise(starts)]
