"""Every page opens, in both languages, with and without anything to show, and without torch."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.store.snapshots import Run

ROOT = Path(__file__).parents[2]
EVERY = sorted(str(page.relative_to(ROOT)) for page in (ROOT / "pages").glob("*/*.py"))
PAGES = [page for page in EVERY if "pages/read/" not in page]  # those have a link of their own
Open = Callable[..., AppTest]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_an_empty_home(page: str, open_page: Open) -> None:
    app = open_page(page)
    assert not app.exception
    assert not app.error
    assert app.title[0].value


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_chinese_when_there_is_a_run(
    page: str, open_page: Open, finished_run: Run
) -> None:
    app = open_page(page, lang="中文")
    assert not app.exception
    assert not app.error
    assert any("\u4e00" <= char <= "\u9fff" for char in app.title[0].value)


def test_no_page_file_lies_directly_in_pages() -> None:
    assert not list((ROOT / "pages").glob("*.py")), "Streamlit would show them without app.py"


@pytest.mark.parametrize("page", EVERY)
def test_a_page_is_short(page: str) -> None:
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= 80


def test_pages_that_need_no_model_never_import_torch(home: Path) -> None:
    pages = [page for page in PAGES if "use/" not in page and "understand/" not in page]
    script = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "for page in sys.argv[1:]:\n"
        "    app = AppTest.from_file('app.py', default_timeout=120)\n"
        "    app.query_params['data'] = 'tiny'\n"
        "    app.run().switch_page(page).run()\n"
        "    assert not app.error and not app.exception, page\n"
        "    assert 'torch' not in sys.modules, f'{page} imports torch'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *pages],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
