"""Deploy: nothing to hand over, a bundle made on a click, commands that hold, feedback counted."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from promptrec.bundle.opened import read_manifest
from promptrec.data.shipped import open_dataset
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.ui.shared.first.first_pair import first_user

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
    words, data = said(open_page(PAGE)), open_dataset(tuned_run.settings.dataset)
    assert f'"user_id": "{data.users.index[first_user(data)]}"' in words
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


def test_a_candidate_is_named_with_a_reason_and_live_is_not_for_a_click(
    open_page: Open, tuned_run: Run, home: Path
) -> None:
    app = open_page(PAGE)
    assert "is a **draft**" in said(app) and "Nothing has been served" in said(app)
    assert "live" not in [one.label.lower() for one in app.button]
    next(one for one in app.text_input if one.label == "Why").set_value("reads well").run()
    next(one for one in app.button if one.label == "Name it a candidate").click().run()
    words = said(app)
    assert "**candidate**" in words and "reads well" in words
    (change,) = Store.open(home).template_states()
    assert (str(change.state), change.run, change.why) == ("candidate", tuned_run.id, "reads well")


def test_where_no_service_runs_it_is_said_and_a_wrong_address_too(
    open_page: Open, tuned_run: Run
) -> None:
    app = open_page(PAGE)
    field = next(one for one in app.text_input if one.label == "Address")
    field.set_value("http://127.0.0.1:9").run()
    assert any("Nothing answers at" in one.value and "127.0.0.1:9" in one.value for one in app.info)
    next(one for one in app.text_input if one.label == "Address").set_value("file:///etc").run()
    assert "is no address of a service" in said(app)


def test_feedback_that_can_be_learned_is_told_and_an_update_begins_on_a_click(
    open_page: Open, tuned_run: Run, home: Path
) -> None:
    store = Store.open(home)
    assert tuned_run.result is not None
    assert "no feedback to learn from" in said(open_page(PAGE))
    events = [
        {"user_id": f"u{user}", "item_id": f"i{item}", "event": what, "position": None}
        for user in range(5)
        for item, what in enumerate(("liked", "disliked"), 1)
    ]
    store.add_feedback(tuned_run.result.fingerprint, tuned_run.id, "", events)
    app = open_page(PAGE)
    assert "7 new rows to learn from" in said(app) and "the 3 newest are kept" in said(app)
    next(one for one in app.button if one.label == f"Update {tuned_run.id}").click().run()
    assert not app.exception
    assert store.runs()[0].settings.continue_from == tuned_run.id
