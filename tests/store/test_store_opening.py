"""Opening a home: from nothing, again, by many at once, damaged, from the future."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from promptrec.errors import StoreError
from promptrec.store.engine import open_database
from promptrec.store.opening import sqlite
from promptrec.store.opening.sqlite import about_journal, journal_mode
from promptrec.store.schema import HEAD, metadata
from promptrec.store.store import Store
from promptrec.store.upgrade import MIGRATIONS


def test_the_migrations_make_exactly_the_tables_of_the_schema(store):
    with store._database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_head_is_the_newest_migration():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_a_home_is_made_from_nothing_and_opened_again(tmp_path, settings):
    home = tmp_path / "a" / "b"
    Store.open(home).queue(settings)
    assert [run.id for run in Store.open(home).runs()] == ["r0001"]
    assert Store.open(home).home.is_absolute()


def test_opening_needs_neither_torch_nor_alembic_once_the_tables_are_there(tmp_path):
    Store.open(tmp_path)
    check = (
        "import sys; from promptrec.store.store import Store; Store.open(sys.argv[1]);"
        "print([n for n in ('torch', 'alembic', 'pandas', 'streamlit') if n in sys.modules])"
    )
    command = [sys.executable, "-c", check, str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_several_processes_can_open_an_empty_home_at_once(tmp_path):
    code = "import sys; from promptrec.store.store import Store; Store.open(sys.argv[1])"
    command = [sys.executable, "-c", code, str(tmp_path)]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(each.communicate()[1], each.returncode) for each in started] == [(b"", 0)] * 3


def test_a_store_of_a_newer_version_is_left_alone(tmp_path):
    store = Store.open(tmp_path)
    with store._database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer promptrec"):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path):
    (tmp_path / "store.db").write_text("these are no tables, " * 100)
    with pytest.raises(StoreError, match="cannot be opened as a database"):
        Store.open(tmp_path)


def test_a_home_that_is_a_file_is_one_sentence(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(tmp_path / "home")


def test_a_wrong_database_url_is_one_sentence(tmp_path):
    with pytest.raises(StoreError, match="postgresql"):
        Store.open(tmp_path, "not a url")


def test_every_connection_is_fully_synchronous_and_never_wal_where_wal_is_broken(tmp_path):
    database = open_database(tmp_path)
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        found = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    assert found == journal_mode(sqlite3.sqlite_version_info)


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "delete"),
        ((3, 44, 5), "delete"),
        ((3, 44, 6), "wal"),
        ((3, 45, 9), "delete"),
        ((3, 50, 6), "delete"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "delete"),
        ((3, 51, 3), "wal"),
        ((3, 53, 0), "wal"),
    ],
)
def test_wal_is_used_only_where_its_reset_bug_is_repaired(version, mode):
    assert journal_mode(version) == mode


def test_a_line_says_which_journal_is_used_and_why():
    assert "has the WAL-reset bug" in about_journal((3, 51, 2))
    assert "rollback journal" in about_journal((3, 51, 2))
    assert "is free of the WAL-reset bug" in about_journal((3, 51, 3))


def test_a_store_in_wal_is_taken_out_of_it_where_wal_is_broken(tmp_path, monkeypatch):
    Store.open(tmp_path)
    with closing(sqlite3.connect(tmp_path / "store.db")) as other:
        other.execute("PRAGMA journal_mode=wal")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    with Store.open(tmp_path).database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"


def test_a_store_that_others_hold_in_wal_is_refused_where_wal_is_broken(tmp_path, monkeypatch):
    Store.open(tmp_path)
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    monkeypatch.setattr(sqlite, "BUSY_S", 0.1)
    with closing(sqlite3.connect(tmp_path / "store.db")) as other:
        other.execute("PRAGMA journal_mode=wal")
        other.execute("SELECT count(*) FROM run").fetchone()
        with pytest.raises(StoreError, match="not safe with SQLite"):
            Store.open(tmp_path)


def test_a_transaction_that_fails_leaves_nothing_behind(store, settings):
    def half():
        with store._database.write() as connection:
            connection.execute(sa.text("INSERT INTO setting (key, value) VALUES ('a', 'b')"))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        half()
    with store._database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM setting")).scalar_one() == 0
