"""The collaborative tokens of a template: whose factors stand at them, for many pairs at once.

CoLLM (Zhang et al. 2023, arXiv:2310.19488, section 3.2) puts a user and an item as collaborative
filtering knows them beside the words. What their vectors are made from says `evidence.factors`.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from promptrec.counted import CF_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.history import Histories
from promptrec.data.moments import NOW
from promptrec.data.values import Value
from promptrec.examples.known import KnownRows
from promptrec.records import Bools, CfValue, Ints, Pairs

if TYPE_CHECKING:
    from promptrec.data.evidence.factors import Vectors


class CfFinder:
    """Looks up the collaborative tokens that a template names."""

    def __init__(
        self,
        dataset: Dataset,
        names: Collection[str],
        factors: KnownRows | None,
        histories: Histories,
    ) -> None:
        """names: of all fields of the template. factors: as in `ValueFinder`."""
        self._names = tuple(name for name in CF_FIELDS if name in names)
        self._dataset, self._rows, self._histories = dataset, factors, histories

    def find(self, pairs: Pairs, when: Ints, visible: Bools | None) -> list[dict[str, Value]]:
        """Values of each pair, "" where nothing is known; [] when the template does not ask.

        when: (pairs,) the moment of each. visible: rows that may stand in a history; None: all.
        """
        if not self._names:
            return []
        found: list[dict[str, Value]] = [{} for _ in range(len(pairs))]
        for name in self._names:
            for at, value in enumerate(self._column(name, pairs, when, visible)):
                found[at][name] = value
        return found

    def _column(self, name: str, pairs: Pairs, when: Ints, visible: Bools | None) -> list[Value]:
        if self._rows is None:
            known = self._met(name, pairs, when, visible)
            return [CfValue(name, None) if one else "" for one in known]
        found = self._vectors(self._rows, name, pairs, when, visible)
        lists = found.values.astype(np.float32).tolist()  # as the model reads them
        return [
            CfValue(name, tuple(values)) if is_known else ""
            for values, is_known in zip(lists, found.known, strict=True)
        ]

    def _vectors(
        self, rows: KnownRows, name: str, pairs: Pairs, when: Ints, visible: Bools | None
    ) -> "Vectors":
        """Where the opinions of some who met are not to be known, factors are of who met what."""
        from promptrec.data.evidence.factors import factors_of  # scipy: only where a model reads

        factors = factors_of(self._dataset, rows.met, len(rows.statistics) == len(rows.met))
        if name == "cf.item":
            return factors.items(pairs.item, when)
        return factors.users(pairs.user, when, self._histories, visible, self._dataset)

    def _met(self, name: str, pairs: Pairs, when: Ints, visible: Bools | None) -> list[bool]:
        """Whether anything older is there, for people who look at a prompt."""
        data = self._dataset
        if name == "cf.item":
            first = np.full(len(data.items), NOW, np.int64)
            np.minimum.at(first, data.item, data.when)
            known: list[bool] = (first[pairs.item] < when).tolist()
            return known
        return [
            user >= 0 and len(self._histories.before(int(user), int(moment), visible)) > 0
            for user, moment in zip(pairs.user, when, strict=True)
        ]
