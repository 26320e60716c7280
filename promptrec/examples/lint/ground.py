"""What templates are held against: a seeded sample of rows, looked up once per data set.

Made once and used for every keystroke; only what depends on the template is looked up again.
"""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.history import histories_of
from promptrec.data.pairs import pairs_of, sample_rows
from promptrec.data.rules import FieldRule
from promptrec.data.values import FieldValues, Value, Values
from promptrec.examples.known import KnownRows, every_row
from promptrec.examples.lint.finding import Example
from promptrec.examples.meaning import Meaning
from promptrec.examples.values import ValueFinder
from promptrec.prompt.template import Template
from promptrec.records import Ints
from promptrec.words.table import Sentence, sentence

ROWS = 300  # sampled interactions
PLAIN = FieldRule()


class LintedData:
    """A data set and its sampled rows, as rules see them."""

    def __init__(
        self,
        dataset: Dataset,
        rows: int = ROWS,
        seed: int = 0,
        meaning: Meaning | None = None,
        known: KnownRows | None = None,
    ) -> None:
        """meaning: of items' texts, where a template may ask for it.

        known: rows of others that count; None: all.
        """
        self.dataset, self.meaning = dataset, meaning
        self._known = every_row(dataset) if known is None else known
        every = np.arange(len(dataset.interactions), dtype=np.int64)
        self.pairs = pairs_of(dataset, sample_rows(every, rows, seed), seed=seed)
        self._every_row = every
        self._fields = FieldValues(dataset)
        self._histories = histories_of(dataset)
        self._columns: dict[str, tuple[Value, ...]] = {}

    def find(self, template: Template) -> list[dict[str, Value]]:
        """Values of the template's fields, per pair: full history, all strictly older rows."""
        finder = ValueFinder(
            self.dataset,
            template,
            self._known,
            self._histories,
            self._fields,
            meaning=self.meaning,
        )
        return finder.find(self.pairs, None)

    def is_computed(self, field: str) -> bool:
        """True for a field that is no column."""
        return field not in self.dataset.column_fields

    @cached_property
    def plain(self) -> list[Values]:
        """All user, item and context fields, per pair."""
        pairs = self.pairs
        return [
            {
                **self._fields.user(int(pairs.user[at])),
                **self._fields.item(int(pairs.item[at])),
                **self._fields.context(int(pairs.row[at])),
            }
            for at in range(len(pairs))
        ]

    @cached_property
    def shown(self) -> list[Mapping[str, str]]:
        """The same as text."""
        return [{name: as_text(value) for name, value in found.items()} for found in self.plain]

    def raw(self, field: str) -> list[str]:
        """The cells of a field's column as in the file; [] for computed fields."""
        side, _, column = field.partition(".")
        if self.is_computed(field):
            return []
        table = {"user": self.dataset.users, "item": self.dataset.items}.get(side)
        if table is None:
            return [str(cell) for cell in self.dataset.interactions[self.dataset.context[column]]]
        cells = table.index if column == f"{side}_id" else table[column]
        return [str(cell) for cell in cells]

    def column(self, field: str) -> tuple[Value, ...]:
        """What a field says for every user, item or row, after its rule."""
        if field not in self._columns:
            rule, cells = self.rule(field), self.raw(field)
            words = {cell: rule.apply(cell) for cell in set(cells)}
            self._columns[field] = tuple(words[cell] for cell in cells)
        return self._columns[field]

    def rule(self, field: str) -> FieldRule:
        """The rule of a field; one that changes nothing where it has none."""
        return self.dataset.about.rules.get(field, PLAIN)

    def codes(self, field: str) -> Ints:
        """(interactions,) the place in `column` that each interaction reads."""
        side = field.partition(".")[0]
        own = {"user": self.dataset.user, "item": self.dataset.item}
        return own.get(side, self._every_row)

    def owner(self, field: str, place: int) -> Sentence:
        """Whose cell stands at a place of `column`, in words."""
        side = field.partition(".")[0]
        if side == "user":
            return sentence("sentence.of_user", user=self.dataset.users.index[place])
        if side == "item":
            return sentence("sentence.of_item", item=self.dataset.items.index[place])
        return sentence("sentence.of_row", row=place + 1)

    def example(self, at: int, text: str) -> Example:
        """A sampled pair as the example of a finding."""
        pairs = self.pairs
        return self._example(int(pairs.row[at]), int(pairs.user[at]), int(pairs.item[at]), text)

    def example_of_row(self, row: int, text: str) -> Example:
        """Any interaction (from 0) as the example of a finding."""
        return self._example(row, int(self.dataset.user[row]), int(self.dataset.item[row]), text)

    def _example(self, row: int, user: int, item: int, text: str) -> Example:
        return Example(
            row=row + 1,
            user_id=str(self.dataset.users.index[user]),
            item_id=str(self.dataset.items.index[item]),
            text=text,
        )


def as_text(value: Value) -> str:
    """A value as one text, the entries of a list joined."""
    return value if isinstance(value, str) else ", ".join(value)


def is_empty(value: Value) -> bool:
    """True when rendering shows nothing of it."""
    return not as_text(value).strip()
