"""An upload is exported, renamed, replaced and deleted, and what would be lost is said before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.shipped import open_dataset
from promptrec.settings import AddedLabel, RunSettings
from promptrec.store.snapshots import Run
from promptrec.store.store import Store

Open = Callable[..., AppTest]
DATA = "pages/prepare/data.py"


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*app.markdown, *app.caption, *app.warning])


@pytest.fixture
def used(home: Path, finished_run: Run) -> Path:
    """`tiny` with a run, a label and a pin."""
    store, folder = Store.open(home), home / "datasets" / "tiny"
    data = open_dataset(str(folder))
    store.set_label(data.fingerprint(), AddedLabel(user="u0", item="i0", label=1))
    store.pin(str(folder), "u0", "i0")
    return folder


def test_shipped_data_cannot_be_managed(open_page: Open) -> None:
    app = open_page(DATA, data="music")
    assert not any("delete this upload" in one.label for one in app.expander)


def test_a_renamed_upload_keeps_its_runs_labels_and_pins(
    open_page: Open, home: Path, used: Path, settings: RunSettings
) -> None:
    app = open_page(DATA)
    assert "runs 1, labels 1, reviews 0, pins 1" in said(app)
    app.text_input(key="own_name_tiny").set_value("small").run()
    press(app, "Rename")
    assert not app.error and not app.exception
    folder = home / "datasets" / "small"
    assert not used.exists()
    assert open_dataset(str(folder)).about.name == "small"
    assert app.selectbox(key="data").value == "small"
    assert "runs 1, labels 1, reviews 0, pins 1" in said(app)
    assert Store.open(home).runs()[0].settings.dataset == str(folder)


@pytest.mark.parametrize("name", ["movies", "a/b", "..", "tiny2"])
def test_a_name_that_is_taken_or_none_is_refused(open_page: Open, used: Path, name: str) -> None:
    (used.parent / "tiny2").mkdir()
    app = open_page(DATA)
    app.text_input(key="own_name_tiny").set_value(name).run()
    press(app, "Rename")
    assert len(app.error) == 1
    assert used.exists()


def test_what_would_be_lost_stands_above_the_button_that_deletes(
    open_page: Open, home: Path, used: Path, finished_run: Run
) -> None:
    app = open_page(DATA)
    words = said(app)
    assert f"1 ({finished_run.id})" in words
    assert "Deleted with it: labels 1, reviews 0, pins 1" in words
    button = next(one for one in app.button if one.label == "Delete")
    assert button.disabled
    app.checkbox(key="own_sure_tiny").set_value(True).run()
    press(app, "Delete")
    assert not app.error and not app.exception
    assert not used.exists()
    assert app.selectbox(key="data").value == "movies"
    store = Store.open(home)
    assert store.pins(str(used)) == ()
    assert [run.id for run in store.runs()] == [finished_run.id]  # its numbers stay


def test_nothing_is_renamed_or_deleted_while_a_run_needs_it(
    open_page: Open, home: Path, settings: RunSettings
) -> None:
    Store.open(home).queue(settings)
    app = open_page(DATA)
    app.text_input(key="own_name_tiny").set_value("small").run()
    press(app, "Rename")
    assert "queued or running: r0001" in app.error[0].value
    assert (home / "datasets" / "tiny").exists()
    assert not (home / "datasets" / "small").exists()


def test_an_upload_is_replaced_only_when_that_is_ticked(
    open_page: Open, home: Path, used: Path, finished_run: Run
) -> None:
    app = open_page(DATA)
    app.session_state["data_tab"] = "Upload"
    app.run()
    app.file_uploader(key="upload_files").upload("r.csv", b"user,item\na,x\nb,x\n", "text/csv")
    app.text_input(key="upload_name").set_value("tiny").run()
    press(app, "Check and save")
    assert "tiny already" in app.error[0].value
    app.checkbox(key="upload_replaces").set_value(True).run()
    assert f"data that is replaced: 1 ({finished_run.id})" in said(app)
    press(app, "Check and save")
    assert not app.error and not app.exception
    assert len(open_dataset(str(used)).interactions) == 2
    assert [each.name for each in used.parent.iterdir()] == ["tiny"]  # nothing is left behind


def test_a_faulty_file_replaces_nothing(open_page: Open, used: Path) -> None:
    before = open_dataset(str(used)).fingerprint()
    app = open_page(DATA)
    app.session_state["data_tab"] = "Upload"
    app.run()
    app.file_uploader(key="upload_files").upload(
        "r.csv", b"user,item,stars\na,x,much\nb,x,2\nb,y,3\n", "text/csv"
    )
    app.text_input(key="upload_name").set_value("tiny").run()
    app.checkbox(key="upload_replaces").set_value(True).run()
    press(app, "Check and save")
    assert "'much'" in app.error[0].value
    assert open_dataset(str(used)).fingerprint() == before
