"""Deploy: nothing to hand over, a bundle made on a click, commands that hold, feedback counted."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from promptrec.bundle.opened import read_manifest
from promptrec.store.snapshots import Run
from promptrec.store.store import Store

Open = Callable[..., AppTest]
PAGE = "pages/use/deploy.py"


def said(app: AppTest) -> str:
    assert not app.exception
    shown = (*app.markdown, *app.caption, *app.warning, *app.code, *app.error)
    return "\n".join(str(one.value) for one in shown)


def test_without_a_tuned_run_there_is_nothing_to_hand_over(open_page: Open) -> None:
    assert "Nothing is tuned yet" in said(open_page(PAGE))


def test_a_click_makes_a_bundle_that_says_what_is_in_it(
    open_page: Open, tuned_run: Run, home: Path
) -> None:
    app = open_page(PAGE)
    next(one for one in app.button if one.label == "Make the bundle").click()
    words = said(app.run())
    path = home / "bundles" / f"{tuned_run.id}.zip"
    manifest = read_manifest(path)
    assert manifest.run == tuned_run.id
    assert f"{len(manifest.files) + 1} files" in words
    assert "# " in words and "## Limits" in words  # the card
    (table,) = (one.value for one in app.dataframe)
    assert sorted(table["File"]) == sorted(manifest.files)
    assert f"serve {tuned_run.id}.zip" in words
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


def test_a_damaged_bundle_is_told_and_can_be_made_again(
    open_page: Open, tuned_run: Run, home: Path
) -> None:
    path = home / "bundles" / f"{tuned_run.id}.zip"
    path.parent.mkdir()
    path.write_bytes(b"no zip")
    app = open_page(PAGE)
    assert "is damaged" in said(app)
    assert "Make the bundle" in [one.label for one in app.button]


def test_the_questions_to_copy_name_people_and_items_that_are_there(
    open_page: Open, tuned_run: Run
) -> None:
    words = said(open_page(PAGE))
    assert '"user_id": "u0"' in words
    assert '"liked": ["i' in words
    assert "No feedback yet" in words


def test_feedback_of_this_run_is_counted(open_page: Open, tuned_run: Run, home: Path) -> None:
    assert tuned_run.result is not None
    event = {"user_id": None, "item_id": "i1", "event": "clicked", "position": 1}
    store = Store.open(home)
    store.add_feedback(tuned_run.result.fingerprint, tuned_run.id, "", [event] * 3)
    store.add_feedback(tuned_run.result.fingerprint, "r0099", "", [event])
    found = {one.label: one.value for one in open_page(PAGE).metric}
    assert found == {"Shown": "0", "Clicked": "3", "Liked": "0", "Disliked": "0"}
