"""What was made with a data set, so that it can be said before the data is renamed or deleted.

Runs, pins and drafts name a data set by its source (its folder); labels, reviews and looks by
fingerprint.
"""

import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.errors import StoreError
from promptrec.store import schema
from promptrec.store.editor import forget_drafts, move_drafts
from promptrec.store.rows import StorePart, run_id
from promptrec.store.runs import BUSY

SETTINGS = (schema.run.c.settings_json, schema.run.c.search_json, schema.trial.c.settings_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUses:
    """How often a data set is referred to."""

    runs: tuple[str, ...] = ()  # ids, searches too
    busy: tuple[str, ...] = ()  # queued or running, measurements of runs too
    labels: int = 0
    reviews: int = 0
    pins: int = 0


class DataSets(StorePart):
    """Data sets as the tables refer to them."""

    def data_uses(self, source: str, fingerprint: str) -> DataUses:
        """What refers to a data set. An empty fingerprint counts no labels and reviews."""
        run = schema.run
        with self._database.read() as connection:
            chosen = sa.select(run.c.number, run.c.state, run.c.settings_json, run.c.measuring_json)
            rows = connection.execute(chosen.order_by(run.c.number))
            found = [row for row in rows if names(row.settings_json, source)]
            return DataUses(
                runs=tuple(run_id(row.number) for row in found if not row.measuring_json),
                busy=tuple(run_id(row.number) for row in found if row.state in BUSY),
                labels=count(connection, schema.label, fingerprint),
                reviews=count(connection, schema.review, fingerprint),
                pins=count(connection, schema.pin, source),
            )

    def refuse_busy(self, source: str) -> None:
        """StoreError while a run on this data is queued or running."""
        busy = self.data_uses(source, "").busy
        if busy:
            raise StoreError("sentence.data_busy", runs=", ".join(busy))

    def move_data(self, old: str, new: str) -> None:
        """Let everything that named a data set by its source name it by another one.

        StoreError while a run on it is queued or running.
        """
        self.refuse_busy(old)
        with self._database.write() as connection:
            for column in SETTINGS:
                move_settings(connection, column, old, new)
            pins = schema.pin
            connection.execute(sa.delete(pins).where(pins.c.dataset == new))  # of one long gone
            connection.execute(sa.update(pins).where(pins.c.dataset == old).values(dataset=new))
            move_drafts(connection, old, new)

    def forget_data(self, source: str, fingerprint: str) -> None:
        """Forget labels, reviews, pins and drafts of a data set; runs and looks stay.

        StoreError while a run on it is queued or running.
        """
        self.refuse_busy(source)
        with self._database.write() as connection:
            for table, key in (
                (schema.label, fingerprint),
                (schema.review, fingerprint),
                (schema.pin, source),
            ):
                connection.execute(sa.delete(table).where(table.c.dataset == key))
            forget_drafts(connection, source)


def count(connection: Connection, table: sa.Table, dataset: str) -> int:
    """How many rows of a table are about a data set."""
    chosen = sa.select(sa.func.count()).select_from(table).where(table.c.dataset == dataset)
    return int(connection.execute(chosen).scalar_one())


def names(settings: str, source: str) -> bool:
    """True for settings of a run on this data."""
    try:
        found = json.loads(settings)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("dataset") == source


def move_settings(connection: Connection, column: "sa.Column[str]", old: str, new: str) -> None:
    """Settings of one column with another source in the place of the old one."""
    table = column.table
    key = tuple(table.primary_key.columns)
    quoted = json.dumps(old)[1:-1]
    some = column.contains(quoted, autoescape=True) | column.contains(old, autoescape=True)
    for row in connection.execute(sa.select(*key, column).where(some)).all():
        *ids, text = row
        try:
            made = moved(json.loads(text), old, new)
            changed = json.dumps(made, sort_keys=True, ensure_ascii=False)
        except ValueError:
            continue  # nobody can read it, either
        same = (one == value for one, value in zip(key, ids, strict=True))
        connection.execute(sa.update(table).where(*same).values({column.name: changed}))


def moved(value: object, old: str, new: str) -> object:
    """A document with another source wherever it names this data set."""
    if isinstance(value, list):
        return [moved(each, old, new) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: new if name == "dataset" and each == old else moved(each, old, new)
        for name, each in value.items()
    }
