"""One way in to the database: `read` and `write`, each one transaction.

Whoever writes takes the write lock before the first read, so that a transaction never finds at
its end that it must be repeated. On SQLite that is BEGIN IMMEDIATE, on PostgreSQL an advisory lock.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from promptrec.errors import StoreError
from promptrec.store.opening.private import make_private
from promptrec.store.opening.server import server_engine, wait_for_writers
from promptrec.store.opening.sqlite import sqlite_engine
from promptrec.store.opening.told import explained, why_unwritten
from promptrec.words.table import Sentence

URL_VARIABLE = "PROMPTREC_STORE"  # database URL; without it HOME/store.db
log = logging.getLogger(__name__)


def to_log(said: Sentence) -> None:
    """Where a wait is told unless somebody asks to hear it: the log, which commands show."""
    log.warning("%s", said)


class Database:
    """An engine and its kinds of transaction."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place  # for messages; never with a password
        self.on_wait: Callable[[Sentence], None] = to_log  # called in the thread that waits
        self._writer = engine.execution_options(promptrec_writes=True)
        self._reader = engine
        if engine.dialect.name == "postgresql":  # on SQLite each transaction sees one moment
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ")

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database; None for a server."""
        server = self.engine.dialect.name != "sqlite"
        return None if server else Path(str(self.engine.url.database))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment."""
        with explained(self.place), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, *, one_run: bool = False) -> Iterator[Connection]:
        """A transaction that nobody else writes in; committed unless an exception leaves it.

        one_run: it changes what belongs to one run, by conditions on that run's row; on a server
        it then waits for others only where they hold that row.
        """
        with explained(self.place), self._writer.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql" and not one_run:
                wait_for_writers(connection, self.place, self.on_wait)
            yield connection


def open_database(home: Path, url: str | None = None) -> Database:
    """The database of a home: `url`, else $PROMPTREC_STORE, else HOME/store.db."""
    try:
        make_private(home)
    except OSError as error:
        why = why_unwritten(error)
        raise StoreError("sentence.home_unmade", home=home, error=why) from error
    url = url or os.environ.get(URL_VARIABLE)
    if url:
        return Database(*server_engine(url, URL_VARIABLE))
    path = home / "store.db"
    database: list[Database] = []

    def told(said: Sentence) -> None:
        (database[0].on_wait if database else to_log)(said)

    database.append(Database(sqlite_engine(path, told), str(path)))
    return database[0]
