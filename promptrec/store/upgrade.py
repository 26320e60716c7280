"""Bring a database to the newest tables: automatically, once, and by one process at a time."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.errors import StoreError
from promptrec.store.engine import Database
from promptrec.store.schema import HEAD, metadata
from promptrec.words.table import sentence

MIGRATIONS = Path(__file__).parent / "migrations"
OURS = frozenset(metadata.tables)


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction.

    A database that is up to date costs one read and no import of Alembic.
    """
    with database.read() as connection:
        if _revision(connection, database.place) == HEAD:
            return
    with database.write() as connection:  # another process may have done it while we waited
        if (revision := _revision(connection, database.place)) != HEAD:
            _migrate(connection, revision, database.place)


def _revision(connection: Connection, place: str) -> str | None:
    """The revision the tables are at; None for an empty database.

    StoreError for one that has tables and not exactly one revision: it is damaged, or no store.
    """
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables & OURS or (connection.dialect.name == "sqlite" and not _empty(connection)):
            raise StoreError("sentence.store_foreign", place=place)
        return None
    query = sa.text("SELECT version_num FROM alembic_version")
    found = [str(each) for each in connection.execute(query).scalars()]
    if len(found) != 1:
        known = ", ".join(sorted(found)) or sentence("sentence.none_known")
        raise StoreError("sentence.store_versions", place=place, found=known)
    return found[0]


def _empty(connection: Connection) -> bool:
    """True for a database in which nothing was ever written; a page may hold its journal mode."""
    things = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    return bool(things == 0 and pages <= 1)


def _migrate(connection: Connection, revision: str | None, place: str) -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(MIGRATIONS))
    known = {each.revision for each in script.walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreError("sentence.store_newer", place=place, revision=revision, known=HEAD)
    context = MigrationContext.configure(
        connection,
        opts={"fn": lambda current, _context: script._upgrade_revs("head", current)},
    )
    from alembic.operations import Operations

    with Operations.context(context):
        context.run_migrations()
