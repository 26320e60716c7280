import os

import pytest
import sqlalchemy as sa

from promptrec.settings import RunSettings
from promptrec.store.store import Store

SERVER = os.environ.get("PROMPTREC_TEST_POSTGRES")  # a database that may be emptied
BACKENDS = ["sqlite", *(["postgresql"] if SERVER else [])]

collect_ignore = ["conftest.py"]  # no doctests here; there are several files of this name


@pytest.fixture(params=BACKENDS)
def store(request, tmp_path):
    """An empty store; the same tests hold for every back end."""
    if request.param == "sqlite":
        yield Store.open(tmp_path / "home")
        return
    empty = sa.create_engine(SERVER)
    with empty.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    empty.dispose()
    store = Store.open(tmp_path / "home", SERVER)
    yield store
    store.close()


@pytest.fixture
def settings():
    return RunSettings(dataset="movies", template="{item.title} {mask}")
