"""What the Templates page keeps for each data set: pinned examples, and drafts.

A draft is a template that somebody is writing; it keeps itself. Drafts stand in the table of single
values under a key made of the data set's source. Who writes last wins; what cannot be read is none.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.store import schema
from promptrec.store.rows import StorePart

pin, setting = schema.pin, schema.setting
FOLDER = "draft "  # the beginning of the keys


@dataclass(frozen=True, slots=True)
class Pin:
    """A user-item pair that is kept in sight while a template is edited."""

    dataset: str
    user: str
    item: str


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A text with its label words and language, right or wrong, and what it began as."""

    text: str
    words: str = ""  # as `parse_verbalizer` reads them; not checked
    language: str = ""
    base: str = ""  # "own/NAME" or "library/NAME"; "": nothing that has a name


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


class Drafts(StorePart):
    """Drafts of templates."""

    def drafts(self, dataset: str) -> Mapping[str, KeptDraft]:
        """Name -> draft, of one data set by its source."""
        start = key_of(dataset, "")
        chosen = sa.select(setting).where(setting.c.key.startswith(start, autoescape=True))
        with self._database.read() as connection:
            rows = connection.execute(chosen).all()
        found = {row.key.removeprefix(start): read(row.value) for row in rows}
        return {name: draft for name, draft in found.items() if draft is not None}

    def keep_draft(self, dataset: str, name: str, draft: KeptDraft | None) -> None:
        """Keep a draft in place of the one before; None: there is none any more."""
        key = key_of(dataset, name)
        with self._database.write() as connection:
            connection.execute(sa.delete(setting).where(setting.c.key == key))
            if draft is not None:
                value = json.dumps(dataclasses.asdict(draft))  # half a character, too, is ASCII
                connection.execute(sa.insert(setting).values(key=key, value=value))


def key_of(dataset: str, name: str) -> str:
    """The key of a draft: a folder's path may be longer than a key."""
    return f"{FOLDER}{hashlib.sha256(dataset.encode()).hexdigest()[:24]} {name}"


def read(value: str) -> KeptDraft | None:
    """A draft as it was written; None for anything else."""
    try:
        found = KeptDraft(**json.loads(value))
    except (ValueError, TypeError):
        return None
    return found if all(isinstance(one, str) for one in dataclasses.astuple(found)) else None


def move_drafts(connection: Connection, old: str, new: str) -> None:
    """Let the drafts of a data set follow it to its new source."""
    forget_drafts(connection, new)  # of one long gone
    start = key_of(old, "")
    mine = setting.c.key.startswith(start, autoescape=True)
    for row in connection.execute(sa.select(setting.c.key).where(mine)).all():
        key = key_of(new, row.key.removeprefix(start))
        connection.execute(sa.update(setting).where(setting.c.key == row.key).values(key=key))


def forget_drafts(connection: Connection, dataset: str) -> None:
    """Forget the drafts of a data set."""
    start = key_of(dataset, "")
    connection.execute(sa.delete(setting).where(setting.c.key.startswith(start, autoescape=True)))


def _same(dataset: str, user: str, item: str) -> tuple["sa.ColumnElement[bool]", ...]:
    return pin.c.dataset == dataset, pin.c.user == user, pin.c.item == item
