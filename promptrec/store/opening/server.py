"""A database on a server: PostgreSQL, for more than one machine."""

import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from promptrec.errors import StoreError
from promptrec.store.opening.sqlite import BEGIN_S, TELL_S
from promptrec.words.table import Sentence, sentence

WRITE_LOCK = 0x70726563  # any number; the same in every process that writes to one PostgreSQL
DRIVER = "postgresql+psycopg"


def server_engine(url: str, variable: str) -> tuple[Engine, str]:
    """The engine of a URL, and its name for messages: without user, password and options.

    StoreError for what is no such URL; what was written is not repeated, it may hold a password.
    """
    try:
        parsed = sa.make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername=DRIVER)
        if parsed.get_backend_name() != "postgresql":
            raise StoreError("sentence.database_unopened", variable=variable)
        engine = sa.create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except ImportError as error:
        raise StoreError("sentence.psycopg_missing", variable=variable) from error
    except (sa.exc.SQLAlchemyError, ValueError, TypeError):
        raise StoreError("sentence.database_unopened", variable=variable) from None
    return engine, f"postgresql://{parsed.host or 'localhost'}/{parsed.database or ''}"


def wait_for_writers(connection: Connection, place: str, told: Callable[[Sentence], None]) -> None:
    """Take the lock that all writers share; whoever waits for longer than TELL_S is told once."""
    began = time.monotonic()
    try_lock = sa.select(sa.func.pg_try_advisory_xact_lock(WRITE_LOCK))
    said, pause = False, 0.002
    while not connection.execute(try_lock).scalar_one():
        waited = time.monotonic() - began
        if waited >= BEGIN_S:
            raise StoreError("sentence.store_locked", place=place)
        if waited >= TELL_S and not said:
            told(sentence("sentence.store_busy", place=place))
            said = True
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
