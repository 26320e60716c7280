"""An address that nobody means well with ends in a page, never in a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hostile import PAGES, queries
from streamlit.testing.v1 import AppTest

from promptrec.store.snapshots import Run

ROOT = Path(__file__).parents[2]
FILES = {page.stem: page.relative_to(ROOT) for page in ROOT.glob("pages/[!r]*/*.py")}


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_address_ends_in_a_page(
    page: str, open_page: Callable[..., AppTest], finished_run: Run, home: Path
) -> None:
    mine = [query for name, query in queries(500) if name == page]
    together = {name: value for query in mine for name, value in query.items()}
    for query in (mine[0], {**together, "data": "tiny"}, together):
        app = open_page(str(FILES[page]), **query)
        assert not app.exception
        assert "Something went wrong" not in "".join(str(one.value) for one in app.error)
    assert not (home / "logs" / "app.log").exists()
