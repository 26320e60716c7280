"""The text tables that a data set is made from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from promptrec.data.dataset import About
from promptrec.data.reading.table import TextTable

RESERVED = ("user_id", "item_id", "rating", "label", "timestamp", "split")  # of interactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What a data set is made from."""

    about: About
    interactions: TextTable  # user_id, item_id, ...
    items: TextTable  # item_id, title, ...
    users: TextTable | None = None  # user_id, ...
    facts: TextTable | None = None  # item_id, relation, value
    warnings: Sequence[str] = ()

    def all(self) -> tuple[TextTable, ...]:
        """The tables that there are."""
        tables = (self.items, self.users, self.facts, self.interactions)
        return tuple(table for table in tables if table is not None)

    def each(self, change: Callable[[TextTable], TextTable]) -> "Tables":
        """Every table changed."""
        return replace(
            self,
            interactions=change(self.interactions),
            items=change(self.items),
            users=change(self.users) if self.users else None,
            facts=change(self.facts) if self.facts else None,
        )

    def side(self, name: str) -> TextTable | None:
        """The table that fields of a side (user, item, context) come from."""
        return {"user": self.users, "item": self.items, "context": self.interactions}.get(name)
