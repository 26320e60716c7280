"""The Compare page takes its runs from the address, and waits for those that are at work."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store

PAGE = """
import streamlit as st
from promptrec.ui.compare.choice import ground_of
from promptrec.ui.compare.link import take_address
from promptrec.ui.state import keys
from promptrec.ui.state.opened import store

def compare():
    take_address()
    ground = ground_of(store().runs()[0])
    st.code(" ".join(keys.COMPARED.of(*ground).get()))
    st.code(keys.VERDICT_CONTROL.get())
    st.code(" ".join(sorted(keys.COMPARED_SEEN.of(*ground).get())))

st.navigation([st.Page(compare), st.Page("pages/train/runs.py")]).run()
"""


def queued(store: Store, template: str) -> Run:
    return store.queue(RunSettings(dataset="tiny", template=template))


def ended(store: Store, state: RunState = RunState.SUCCEEDED) -> None:
    run = store.claim("test")
    assert run is not None
    store.finish(run.id, run.fence, state)


def page(tmp_path: Path, sides: str) -> AppTest:
    path = tmp_path / "page.py"
    path.write_text(PAGE, encoding="utf-8")
    linked = tmp_path / "pages" / "train" / "runs.py"
    linked.parent.mkdir(parents=True)
    linked.touch()
    app = AppTest.from_file(str(path), default_timeout=60)
    app.query_params["runs"] = sides
    return app.run()


def test_both_sides_are_chosen_and_no_other_run_is_news(home: Path, tmp_path: Path) -> None:
    store = Store.open(home)
    for template in ("{item.title}", "{item.year}", "{item.genres}"):
        queued(store, template)
        ended(store)
    app = page(tmp_path, "r0003,r0001")
    assert not app.exception and not app.warning
    assert app.code[0].value == "r0003 r0001" and app.code[2].value == "r0001 r0002 r0003"


def test_the_page_waits_for_a_side_that_is_at_work_and_goes_on_by_itself(
    home: Path, tmp_path: Path
) -> None:
    store = Store.open(home)
    queued(store, "{item.title}")
    queued(store, "{item.year}")
    ended(store)
    app = page(tmp_path, "r0001,r0002")
    assert not app.exception
    assert "when both runs have finished" in app.info[0].value and not app.code
    ended(store)
    app.run()
    assert not app.info and app.code[0].value == "r0001 r0002"


def test_a_side_that_failed_or_is_not_here_is_left_out(home: Path, tmp_path: Path) -> None:
    store = Store.open(home)
    queued(store, "{item.title}")
    queued(store, "{item.year}")
    ended(store)
    ended(store, RunState.FAILED)
    app = page(tmp_path, "r0001,r0002,r0009")
    assert not app.exception
    assert app.code[0].value == "r0001"
