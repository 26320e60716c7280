"""A database in a file: which journal it keeps, and how long one waits for another's write.

A transaction takes its lock at its very beginning, a reader's or a writer's: only there it can
have to wait, so only there somebody must be told that it does.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from promptrec.errors import StoreError
from promptrec.store.opening.private import make_private_file
from promptrec.store.opening.told import LOCKED, explained, why_unwritten
from promptrec.words.table import Sentence, sentence

BUSY_S = 30.0  # how long a commit waits for readers
BEGIN_S = 120.0  # how long a beginning waits for another process's transaction
TELL_S = 2.0  # after so long somebody is told
HEADER = b"SQLite format 3\0"


def sqlite_engine(path: Path, told: Callable[[Sentence], None]) -> Engine:
    """The engine of a file, which is made where there is none. told: what hears of a wait."""
    prepare(path)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        hide_parameters=True,  # an error repeats no row
        poolclass=sa.NullPool,  # a fresh connection each time: safe in threads, nothing to close
        connect_args={"timeout": BUSY_S, "isolation_level": None},
    )
    sa.event.listen(engine, "connect", set_up)
    sa.event.listen(engine, "begin", lambda connection: begin(connection, str(path), told))
    with explained(str(path)):
        choose_journal(path)
    return engine


def prepare(path: Path) -> None:
    """Make the file; StoreError where it cannot be, or where SQLite would take noise for nothing.

    A file shorter than a page's head counts as empty there, and would be written over.
    """
    try:
        if not path.exists():  # a home that cannot be written can still be read
            make_private_file(path)
        with path.open("rb") as file:
            head = file.read(len(HEADER))
    except OSError as error:
        why = why_unwritten(error)
        raise StoreError("sentence.store_unmade", file=path, error=why) from error
    if head and head != HEADER:
        raise StoreError("sentence.database_unread", file=path, error="file is not a database")


def set_up(connection: sqlite3.Connection, _record: object) -> None:
    """What holds for each connection. Bytes that are no text are read as marks, not refused."""
    connection.text_factory = lambda value: str(value, "utf-8", "replace")
    connection.execute("PRAGMA foreign_keys=ON")


def begin(connection: Connection, place: str, told: Callable[[Sentence], None]) -> None:
    """Take the lock of this transaction; whoever waits for longer than TELL_S is told once."""
    # isolation_level None leaves BEGIN to us (SQLAlchemy, "pysqlite transactional behaviour")
    writes = connection.get_execution_options().get("promptrec_writes", False)
    raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
    until = time.monotonic() + BEGIN_S
    raw.execute(f"PRAGMA busy_timeout={round(TELL_S * 1000)}")
    said = False
    while not begun(raw, writes=writes):
        if time.monotonic() >= until:
            raise StoreError("sentence.store_locked", place=place)
        if not said:
            told(sentence("sentence.store_busy", place=place))
            said = True
    raw.execute(f"PRAGMA busy_timeout={round(BUSY_S * 1000)}")


def begun(raw: sqlite3.Connection, *, writes: bool) -> bool:
    """One try, TELL_S long; False when somebody else held the lock all the time."""
    try:
        raw.execute("PRAGMA synchronous=FULL")  # reads the file, so it may have to wait as well
        if writes:
            raw.execute("BEGIN IMMEDIATE")
            return True
        raw.execute("BEGIN")
        raw.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # takes the reader's lock
        return True
    except sqlite3.OperationalError as error:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        if LOCKED in str(error):
            return False
        raise sa.exc.OperationalError("BEGIN", None, error) from error
    except sqlite3.DatabaseError as error:
        raise sa.exc.DatabaseError("BEGIN", None, error) from error


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL where this SQLite is free of the WAL-reset bug (sqlite.org/wal.html), else "delete".

    >>> journal_mode((3, 40, 1)), journal_mode((3, 44, 6)), journal_mode((3, 51, 3))
    ('delete', 'wal', 'wal')
    """
    backported = {(3, 44): 6, (3, 50): 7}.get((version[0], version[1]))
    repaired = version >= (3, 51, 3) or (backported is not None and version[2] >= backported)
    return "wal" if repaired else "delete"


def about_journal(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Sentence:
    """Which journal a store is written with here, and why."""
    number = ".".join(map(str, version))
    mode = journal_mode(version)
    return sentence("sentence.journal_wal" if mode == "wal" else "sentence.journal_plain", v=number)


def choose_journal(path: Path) -> None:
    """Write with the journal that is safe here; StoreError where others hold the file in WAL."""
    wanted = journal_mode(sqlite3.sqlite_version_info)
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_S)) as connection:
        found = ""
        try:
            (found,) = connection.execute("PRAGMA journal_mode").fetchone()
            if found != wanted:
                (found,) = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()
        except sqlite3.OperationalError as error:
            if LOCKED not in str(error) or found != "wal":
                raise sa.exc.OperationalError("PRAGMA journal_mode", None, error) from error
        except sqlite3.DatabaseError as error:
            raise sa.exc.DatabaseError("PRAGMA journal_mode", None, error) from error
    if found == "wal" != wanted:
        version = sqlite3.sqlite_version
        raise StoreError("sentence.journal_kept", place=path, found=found, v=version)
