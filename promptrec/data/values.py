"""Values of the plain fields of a user, an item or an interaction, after field rules.

History and summaries are not here: they depend on the predicted row.
"""

from collections.abc import Mapping, Sequence

from promptrec.counted import COMPUTED_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.data.rules import FieldRule

Value = str | tuple[str, ...]
Values = Mapping[str, Value]
PLAIN = FieldRule()


class FieldValues:
    """Looks values up; each distinct raw value goes through its rule once."""

    def __init__(self, dataset: Dataset) -> None:
        self._rules = dataset.about.rules
        self._users = SideValues("user", ["user_id", *map(str, dataset.users.columns)], dataset)
        self._items = SideValues("item", ["item_id", *map(str, dataset.items.columns)], dataset)
        self._context = SideValues("context", list(dataset.context), dataset)
        users, items, rows = dataset.users, dataset.items, dataset.interactions
        self._users.cells = [users.index.tolist(), *(users[n].tolist() for n in users.columns)]
        self._items.cells = [items.index.tolist(), *(items[n].tolist() for n in items.columns)]
        self._context.cells = [rows[name].tolist() for name in dataset.context.values()]

    def user(self, code: int) -> Values:
        """Full field name -> value of a user."""
        return self._users.values(code)

    def item(self, code: int) -> Values:
        """Full field name -> value of an item."""
        return self._items.values(code)

    def context(self, row: int) -> Values:
        """Full field name -> value of the context of an interaction (from 0)."""
        return self._context.values(row)

    def given_context(self, raw: Mapping[str, str]) -> Values:
        """Full field name -> value of a context that is in no row, by column name."""
        return {
            name: self._rules.get(name, PLAIN).apply(value)
            for name, value in ((f"context.{column}", cell) for column, cell in raw.items())
        }


class SideValues:
    """The fields of users, of items or of the context."""

    def __init__(self, side: str, columns: Sequence[str], dataset: Dataset) -> None:
        self._names = [f"{side}.{name}" for name in columns]
        self._rules = [dataset.about.rules.get(name, PLAIN) for name in self._names]
        self._words: list[dict[str, Value]] = [{} for _ in columns]
        self._found: dict[int, Values] = {}
        self.cells: list[list[str]] = []  # per column, by code

    def values(self, code: int) -> Values:
        """All fields at a code."""
        found = self._found.get(code)
        if found is None:
            found = {
                name: self._word(at, self.cells[at][code])
                for at, name in enumerate(self._names)
                if name not in COMPUTED_FIELDS
            }
            self._found[code] = found
        return found

    def _word(self, at: int, raw: str) -> Value:
        words = self._words[at]
        if raw not in words:
            words[raw] = self._rules[at].apply(raw)
        return words[raw]
