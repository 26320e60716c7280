"""The values of a template's fields for one user-item pair, without leakage.

History: the same user's visible rows that are strictly older than the moment from which the row is
predicted (`data.moments`). Item summary: labelled rows of the run that are. Only what the template
names is looked up.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from promptrec.counted import PAST_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.history import Histories, histories_of
from promptrec.data.moments import View, moments_of
from promptrec.data.statistics import ItemStatistics
from promptrec.data.values import FieldValues
from promptrec.examples.cf import CfFinder
from promptrec.examples.evidence import EvidenceFinder
from promptrec.examples.known import KnownRows
from promptrec.examples.meaning import Meaning
from promptrec.languages import language_of
from promptrec.prompt.fieldname import base_of, window_of
from promptrec.prompt.summary import (
    history_choices,
    history_summary,
    item_choices,
    item_summary,
)
from promptrec.prompt.template import Template
from promptrec.records import Bools, Ints, Pairs

Value = str | tuple[str, ...]


class ValueFinder:
    """Looks up the values of one template's fields."""

    def __init__(
        self,
        dataset: Dataset,
        template: Template,
        known: KnownRows,
        histories: Histories | None = None,
        fields: FieldValues | None = None,
        factors: KnownRows | None = None,
        *,
        meaning: Meaning | None = None,
    ) -> None:
        """known: rows of others that evidence and `{item.summary}` may count.

        factors: rows that the vectors of `{cf.user}` and `{cf.item}` are learned from; None: they
        are only shown, and no model can read them. meaning: of items' texts, which
        `{history.similar}` asks for.
        """
        self._fields = fields or FieldValues(dataset)
        self._histories = histories or histories_of(dataset)
        self._names = tuple(dict.fromkeys(template.fields))
        self._language = template.language
        self._implicit = dataset.implicit
        self._when = dataset.when
        rows = dataset.interactions
        self._item_of = rows["item"].to_numpy(np.int64)
        self._liked = rows["label"].to_numpy(float) > 0
        self._titles: Sequence[str] = dataset.items["title"].tolist()
        self._statistics = (
            ItemStatistics(dataset, known.statistics) if "item.summary" in self._names else None
        )
        self._evidence = EvidenceFinder(
            dataset, self._names, self._language, known, self._histories, meaning
        )
        self._cf = CfFinder(dataset, self._names, factors, self._histories)
        self._facts = fact_phrases(dataset) if "item.facts" in self._names else {}
        self._lists: dict[str, Callable[[Ints], Ints]] = {
            "history.recent": lambda seen: seen,
            "history.liked": lambda seen: seen[self._liked[seen]],
            "history.disliked": lambda seen: seen[~self._liked[seen]],
        }

    def find(
        self,
        pairs: Pairs,
        view: View | None,
        context: Mapping[str, str] | None = None,
    ) -> list[dict[str, Value]]:
        """Values of each pair. view: what it may know; None: all rows older than its own.

        context: raw values by column name for pairs that are no row of the data.
        """
        moments = view.moments(pairs) if view else moments_of(self._when, pairs)
        visible = view.visible if view else None
        summaries = self._item_summaries(pairs.item, moments)
        evidence = self._evidence.find(pairs, view)
        cf = self._cf.find(pairs, moments, visible)
        given = self._fields.given_context(context or {})
        result: list[dict[str, Value]] = []
        for at in range(len(pairs)):
            user, item, row = int(pairs.user[at]), int(pairs.item[at]), int(pairs.row[at])
            values: dict[str, Value] = dict(self._plain(user, item, row))
            values.update(given)
            values.update(self._history(user, int(moments[at]), visible))
            values.update(evidence[at])
            values.update(cf[at] if cf else {})
            if summaries:
                values["item.summary"] = summaries[at]
            result.append(values)
        return result

    def _item_summaries(self, items: Ints, moments: Ints) -> list[str]:
        """How each item was liked before its moment; [] when the template does not ask."""
        if self._statistics is None:
            return []
        liked, seen = self._statistics.counts(items, moments)
        if self._implicit:
            return [item_choices(int(every), self._language) for every in seen]
        return [
            item_summary(int(some), int(every), self._language)
            for some, every in zip(liked, seen, strict=True)
        ]

    def _plain(self, user: int, item: int, row: int) -> dict[str, Value]:
        found = {**self._fields.user(user)} if user >= 0 else {}
        found.update(self._fields.item(item))
        if row >= 0:
            found.update(self._fields.context(row))
        if "item.facts" in self._names:
            found["item.facts"] = self._facts.get(item, ())
        return {name: found[name] for name in self._names if name in found}

    def _history(self, user: int, moment: int, visible: Bools | None) -> dict[str, Value]:
        wanted = [name for name in self._names if base_of(name) in PAST_FIELDS]
        if not wanted or user < 0:
            return {}
        seen = self._histories.before(user, moment, visible)
        result: dict[str, Value] = {}
        for name in wanted:
            if base_of(name) == "history.summary":
                result[name] = self._summary(seen[-(window_of(name) or len(seen)) :])
            else:
                items = self._item_of[self._lists[name](seen)]
                result[name] = tuple(self._titles[item] for item in items)
        return result

    def _summary(self, seen: Ints) -> str:
        if self._implicit:
            return history_choices(len(seen), self._language)
        return history_summary(int(self._liked[seen].sum()), len(seen), self._language)


def fact_phrases(dataset: Dataset) -> dict[int, tuple[str, ...]]:
    """Item code -> a phrase for each of its rows, in the order of facts.csv."""
    if dataset.facts is None:
        return {}
    joint = " " if language_of(dataset.about.language).spaced else ""
    found: dict[int, list[str]] = {}
    columns = (dataset.facts[name].tolist() for name in ("item", "relation", "value"))
    for item, relation, value in zip(*columns, strict=True):
        found.setdefault(item, []).append(f"{relation}{joint}{value}")
    return {item: tuple(phrases) for item, phrases in found.items()}
