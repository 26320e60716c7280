"""Bring a database to the newest tables: automatically, once, and by one process at a time."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from promptrec.errors import StoreError
from promptrec.store.engine import Database
from promptrec.store.schema import HEAD

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction.

    A database that is up to date costs one read and no import of Alembic.
    """
    with database.read() as connection:
        if _revision(connection) == HEAD:
            return
    with database.write() as connection:  # another process may have done it while we waited
        if (revision := _revision(connection)) != HEAD:
            _migrate(connection, revision, database.place)


def _revision(connection: Connection) -> str | None:
    """The revision the tables are at; None for an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()


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
