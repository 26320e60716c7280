"""Pinned examples: pairs that a person keeps in sight."""

from dataclasses import dataclass

import sqlalchemy as sa

from promptrec.store import schema
from promptrec.store.rows import StorePart

pin = schema.pin


@dataclass(frozen=True, slots=True)
class Pin:
    """A user-item pair that is kept in sight while a template is edited."""

    dataset: str
    user: str
    item: str


class Pins(StorePart):
    """Pinned examples."""

    def pin(self, dataset: str, user: str, item: str) -> None:
        """Keep a pair in sight; a second time changes nothing."""
        with self._database.write() as connection:
            if connection.execute(sa.select(pin.c.id).where(*_same(dataset, user, item))).first():
                return
            values = {"dataset": dataset, "user": user, "item": item}
            connection.execute(sa.insert(pin).values(values))

    def unpin(self, dataset: str, user: str, item: str) -> None:
        """Let a pair go; nothing happens when it was not pinned."""
        with self._database.write() as connection:
            connection.execute(sa.delete(pin).where(*_same(dataset, user, item)))

    def pins(self, dataset: str) -> tuple[Pin, ...]:
        """The pinned pairs of one data set, in the order in which they were pinned."""
        chosen = sa.select(pin).where(pin.c.dataset == dataset).order_by(pin.c.id)
        with self._database.read() as connection:
            rows = connection.execute(chosen).all()
        return tuple(Pin(row.dataset, row.user, row.item) for row in rows)


def _same(dataset: str, user: str, item: str) -> tuple["sa.ColumnElement[bool]", ...]:
    return pin.c.dataset == dataset, pin.c.user == user, pin.c.item == item
