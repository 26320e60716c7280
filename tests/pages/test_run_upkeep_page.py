"""Runs: a run is named, says what it is for, is deleted; and who still names it hears so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.settings import RunSettings, SearchSettings
from promptrec.store.shipped_runs import add_examples
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.store.upkeep.deleting import delete_run

Open = Callable[..., AppTest]
RUNS, COMPARE = "pages/train/runs.py", "pages/understand/compare.py"


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def test_name_and_purpose_are_kept_and_stand_in_the_list(
    open_page: Open, finished_run: Run, home: Path
) -> None:
    app = open_page(RUNS)
    app.text_input(key=f"run_renamed_{finished_run.id}").set_value("the *good* one")
    app.text_input(key=f"run_noted_{finished_run.id}").set_value("for the meeting").run()
    app = press(app, "Keep")
    run = Store.open(home).run(finished_run.id)
    assert (run.name, run.note) == ("the *good* one", "for the meeting")
    assert list(app.dataframe[0].value["note"]) == ["for the meeting"]
    assert any("the \\*good\\* one" in one.value for one in app.subheader)


def test_a_run_is_deleted_once_that_is_ticked(
    open_page: Open, finished_run: Run, home: Path, settings: RunSettings
) -> None:
    other = Store.open(home).queue(settings)
    app = open_page(RUNS, run=finished_run.id)
    said = "\n".join(one.value for one in app.markdown)
    assert "Curves (4 points) and log (1 lines)." in said
    delete = next(one for one in app.button if one.label == "Delete it")
    assert delete.disabled
    app.checkbox(key=f"run_sure_{finished_run.id}").set_value(True).run()
    app = press(app, "Delete it")
    assert not app.exception and not app.error and not app.warning
    assert [run.id for run in Store.open(home).runs()] == [other.id]
    assert any(other.id in one.value for one in app.subheader)


def test_a_run_that_is_not_over_has_no_button_to_delete_it(
    open_page: Open, home: Path, settings: RunSettings
) -> None:
    Store.open(home).queue(settings)
    assert not any(one.label == "Delete it" for one in open_page(RUNS).button)


def test_an_example_can_neither_be_named_nor_deleted(open_page: Open, home: Path) -> None:
    add_examples(Store.open(home))
    app = open_page(RUNS, run="e0001")
    assert not any(one.label in ("Keep", "Delete it") for one in app.button)


def test_a_link_to_a_deleted_run_says_so_and_shows_another(
    open_page: Open, finished_run: Run, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(settings)
    delete_run(store, finished_run.id)
    app = open_page(RUNS, run=finished_run.id)
    assert any(f"Run {finished_run.id} (first try) was deleted on" in w.value for w in app.warning)
    assert any("r0002" in one.value for one in app.subheader)
    app = open_page(RUNS, run=finished_run.id, lang="中文")
    assert any("删除" in one.value for one in app.warning)


def test_a_comparison_that_names_a_deleted_run_says_so(
    open_page: Open, carried_out: Callable[..., Run], home: Path
) -> None:
    first, second = carried_out(method="none"), carried_out()
    app = open_page(COMPARE)
    assert not app.exception
    delete_run(Store.open(home), first.id)
    app.run()
    assert not app.exception
    assert any(f"Run {first.id} was deleted on" in one.value for one in app.warning)
    assert app.multiselect[0].value == [second.id]


@pytest.mark.parametrize(("state", "shown"), [("succeeded", "✓"), ("failed", "✕")])
def test_a_run_shows_its_stages_and_where_it_failed(
    state: str, shown: str, open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    store.queue(settings)
    run = store.claim("test")
    assert run is not None
    store.finish(run.id, run.fence, RunState(state), "There is no room.")
    app = open_page(RUNS)
    assert shown in html_of(app) and "pr-stages" in html_of(app)
    if state == "failed":
        said = "There is no room. It ended in this stage: Loading data and model."
        assert said in [one.value for one in app.error]


def test_two_tabs_show_the_same_run(open_page: Open, finished_run: Run) -> None:
    one, other = (open_page(RUNS, run=finished_run.id) for _ in range(2))
    for kind in ("subheader", "caption", "metric", "code"):
        first, second = (
            [(getattr(each, "label", ""), each.value) for each in getattr(app, kind)]
            for app in (one, other)
        )
        assert first == second and first
    assert html_of(one) == html_of(other)


def test_a_search_is_named_and_deleted_on_its_page(
    open_page: Open, home: Path, settings: RunSettings
) -> None:
    store = Store.open(home)
    search = store.queue_search(SearchSettings(base=settings, kind="templates"))
    store.request_cancel(search.id)
    app = open_page("pages/train/search.py")
    app.text_input(key=f"run_noted_{search.id}").set_value("which genre words?").run()
    app = press(app, "Keep")
    assert store.run(search.id).note == "which genre words?"
    app.checkbox(key=f"run_sure_{search.id}").set_value(True).run()
    app = press(app, "Delete it")
    assert not app.exception and store.searches() == ()


def test_the_example_search_is_shown_beside_the_form_of_a_new_one(
    open_page: Open, home: Path
) -> None:
    add_examples(Store.open(home))
    app = open_page("pages/train/search.py", data="movies")
    assert not app.exception and not app.error
    assert any("e0011" in one.value for one in app.subheader)
    assert any(one.label == "Start the search" for one in app.button)
