"""One way in to the database: `read` and `write`, each one transaction.

Whoever writes takes the write lock before the first read, so that a transaction never finds at
its end that it must be repeated. On SQLite that is BEGIN IMMEDIATE, on PostgreSQL an advisory lock.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from promptrec.errors import StoreError

BUSY_S = 30  # how long a statement waits for another process's transaction
URL_VARIABLE = "PROMPTREC_STORE"  # database URL; without it HOME/store.db
WRITE_LOCK = 0x70726563  # any number; the same in every process that writes to one PostgreSQL


class Database:
    """An engine and its two kinds of transaction."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place  # for messages; never with a password
        self._writer = engine.execution_options(promptrec_begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment."""
        with self._explained(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that nobody else writes in; committed unless an exception leaves it."""
        with self._explained(), self._writer.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITE_LOCK)))
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise StoreError(
                "sentence.store_unusable", place=self.place, error=error.orig
            ) from error
        except UnicodeEncodeError as error:  # half of a character, as an odd command line has it
            raise StoreError("sentence.no_text", text=ascii(error.object[:50])) from None


def open_database(home: Path, url: str | None = None) -> Database:
    """The database of a home: `url`, else $PROMPTREC_STORE, else HOME/store.db."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("sentence.home_unmade", home=home, error=error.strerror) from error
    url = url or os.environ.get(URL_VARIABLE)
    if url:
        return _server(url)
    return _sqlite(home / "store.db")


def _server(url: str) -> Database:
    try:
        parsed = sa.make_url(url)
        engine = sa.create_engine(parsed, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise StoreError(
            "sentence.database_unopened", variable=URL_VARIABLE, error=error
        ) from error
    return Database(engine, parsed.render_as_string(hide_password=True))


def _sqlite(path: Path) -> Database:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        poolclass=sa.NullPool,  # a fresh connection each time: safe in threads, nothing to close
        connect_args={"timeout": BUSY_S, "isolation_level": None},
    )
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    database = Database(engine, str(path))
    try:
        _choose_journal(engine)
    except DBAPIError as error:
        raise StoreError("sentence.database_unread", file=path, error=error.orig) from error
    return database


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    # isolation_level None leaves BEGIN to us (SQLAlchemy, "pysqlite transactional behaviour")
    begin = connection.get_execution_options().get("promptrec_begin", "BEGIN")
    connection.exec_driver_sql(begin)


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL where this SQLite is free of the WAL-reset bug (sqlite.org/wal.html), else "delete".

    >>> journal_mode((3, 40, 1)), journal_mode((3, 44, 6)), journal_mode((3, 51, 3))
    ('delete', 'wal', 'wal')
    """
    backported = {(3, 44): 6, (3, 50): 7}.get((version[0], version[1]))
    repaired = version >= (3, 51, 3) or (backported is not None and version[2] >= backported)
    return "wal" if repaired else "delete"


def _choose_journal(engine: Engine) -> None:
    wanted = journal_mode(sqlite3.sqlite_version_info)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        current = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        if current != wanted:
            connection.exec_driver_sql(f"PRAGMA journal_mode={wanted}")
