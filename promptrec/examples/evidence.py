"""Evidence in words: what others' rows say of a user and an item, for many pairs at once.

Who met what decides which of the user's past items go with the one in question; the opinions of
them are the user's own. Only `{item.likeminded}` reads the ratings of others.
"""

import itertools
from collections.abc import Callable, Collection, Sequence

import numpy as np

from promptrec.counted import ALIKE_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.evidence import (
    Pasts,
    Together,
    also_met,
    likeminded,
    meetings_of,
    pasts_of,
    together,
)
from promptrec.data.history import Histories
from promptrec.data.moments import View
from promptrec.data.values import Value
from promptrec.examples.known import KnownRows
from promptrec.prompt.fieldname import base_of, window_of
from promptrec.prompt.summary import (
    alike_choices,
    history_alike,
    item_likeminded,
    item_popularity,
)
from promptrec.records import Bools, Ints, Pairs

WINDOW = 5  # past items that go best with the one in question, where a template names no number
THIN = 2  # of them, below which a share says nothing
FEWEST_MINDED = 2  # people of like taste, below which their share says nothing
FEWEST_PEOPLE = 10  # others who met anything, below which nothing is popular or unknown
ALSO = 10  # titles of {item.also}


class EvidenceFinder:
    """Looks up the evidence fields that a template names."""

    def __init__(
        self,
        dataset: Dataset,
        names: Collection[str],
        language: str,
        known: KnownRows,
        histories: Histories,
    ) -> None:
        """names: of all fields of the template; known: rows of others that may be used."""
        makers: dict[str, Callable[[Pasts], list[Value]]] = {
            "item.also": self._also,
            "item.popularity": self._popularity,
            "item.likeminded": self._likeminded,
        }
        self._items = {name: makers[name] for name in names if name in dataset.evidence_fields}
        self._alike = tuple(name for name in names if base_of(name) in ALIKE_FIELDS)
        self._dataset, self._language = dataset, language
        self._known, self._histories = known, histories
        self._titles: Sequence[str] = dataset.items["title"].tolist()

    def find(self, pairs: Pairs, view: View | None) -> list[dict[str, Value]]:
        """Values of each pair. view: what it may know; None: all rows older than its own."""
        found: list[dict[str, Value]] = [{} for _ in range(len(pairs))]
        if not (self._items or self._alike):
            return found
        pasts = pasts_of(self._dataset, pairs, view, self._histories)
        columns = {name: make(pasts) for name, make in self._items.items()}
        if self._alike:
            near = together(meetings_of(self._dataset, self._known.met), pasts)
            columns |= {name: self._of_past(name, near) for name in self._alike}
        for name, column in columns.items():
            for at, value in enumerate(column):
                found[at][name] = value
        return found

    def _of_past(self, name: str, near: Together) -> list[Value]:
        chosen = counted_rows(near, window_of(name) or WINDOW)
        if base_of(name) == "history.alike":
            return self._opinions(near.pasts, chosen)
        liked = near.pasts.liked if base_of(name) == "history.alike_liked" else ~near.pasts.liked
        return [
            tuple(self._titles[item] for item in near.pasts.items[rows])
            for rows in by_nearness(near, chosen & liked)
        ]

    def _opinions(self, pasts: Pasts, chosen: Bools) -> list[Value]:
        seen = np.bincount(pasts.owner[chosen], minlength=len(pasts))
        if self._dataset.implicit:
            return [alike_choices(int(every), self._language) for every in seen]
        liked = np.bincount(pasts.owner[chosen & pasts.liked], minlength=len(pasts))
        return [
            history_alike(int(some), int(every), self._language)
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


def counted_rows(near: Together, window: int) -> Bools:
    """(rows,) the nearest of each past; none of a past with too few of them for a share."""
    chosen = near.nearest(window)
    enough = np.bincount(near.pasts.owner[chosen], minlength=len(near.pasts)) >= min(THIN, window)
    result: Bools = chosen & enough[near.pasts.owner]
    return result


def by_nearness(near: Together, chosen: Bools) -> list[Ints]:
    """Per pair the places of the chosen rows, the nearest last, as the newest of a history."""
    places = np.flatnonzero(chosen)
    owner = near.pasts.owner[places]
    places = places[np.lexsort((places, near.nearness[places], owner))]
    starts = np.searchsorted(np.sort(owner), np.arange(len(near.pasts) + 1))
    return [places[start:stop] for start, stop in itertools.pairwise(starts)]
