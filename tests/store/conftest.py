import os

import pytest
import sqlalchemy as sa

from benchmarks.faults.postgres import available, server
from promptrec.settings import RunSettings
from promptrec.store.engine import URL_VARIABLE
from promptrec.store.opening.server import DRIVER
from promptrec.store.store import Store

GIVEN = os.environ.get("PROMPTREC_TEST_POSTGRES")  # a database that may be emptied
BACKENDS = ["sqlite", *(["postgresql"] if GIVEN or available() else [])]

collect_ignore = ["conftest.py"]  # no doctests here; there are several files of this name


@pytest.fixture(scope="session")
def postgres_url():
    """A PostgreSQL: the one that is named, else one that is started for the tests."""
    if GIVEN:
        yield GIVEN
        return
    with server() as url:
        yield url


@pytest.fixture
def postgres(request):
    """The URL of an empty PostgreSQL; skipped where there is none."""
    if len(BACKENDS) == 1:
        pytest.skip("there is no PostgreSQL here")
    url = request.getfixturevalue("postgres_url")
    empty = sa.create_engine(sa.make_url(url).set(drivername=DRIVER))
    with empty.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    empty.dispose()
    return url


@pytest.fixture(params=BACKENDS)
def store(request, tmp_path, monkeypatch):
    """An empty store; the same tests hold for every back end."""
    if request.param == "sqlite":
        yield Store.open(tmp_path / "home")
        return
    monkeypatch.setenv(URL_VARIABLE, request.getfixturevalue("postgres"))
    store = Store.open(tmp_path / "home")
    yield store
    store.close()


@pytest.fixture
def settings():
    return RunSettings(dataset="movies", template="{item.title} {mask}")
