"""A search that starts from a template, as a person starts, reads, confirms and uses it."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.prompt.template import Template
from promptrec.search.from_template import search_from
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run, RunState, Trial, TrialState
from promptrec.store.store import Store
from promptrec.ui.state import served as starting
from promptrec.worker.search_job import run_search

Open = Callable[..., AppTest]
PAGE = "pages/train/search.py"
TEXT = "{item.title}[, {item.genres:2}] is {mask}."


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def press(app: AppTest, label: str) -> None:
    next(one for one in app.button if one.label.startswith(label)).click().run()


@pytest.fixture
def nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda _: None)


@pytest.mark.usefixtures("nobody_works")
def test_a_race_is_started_from_the_draft_or_an_address(open_page: Open, home: Path) -> None:
    app = open_page(PAGE, start=TEXT)
    assert not app.exception and app.session_state["search_kind"] == "edits"
    app.selectbox(key="search_model").set_value("tiny").run()
    press(app, "Start the search")
    assert not app.exception
    (row,) = Store.open(home).searches()
    assert row.search is not None and row.search.kind == "edits"
    assert (row.settings.template, row.settings.method, row.search.trials) == (TEXT, "none", 24)


@pytest.mark.usefixtures("nobody_works")
def test_a_search_of_data_that_names_its_source_is_shown_below_the_form(
    open_page: Open, home: Path
) -> None:
    base = RunSettings(dataset="movies", template=TEXT, model="tiny", method="none")
    row = Store.open(home).queue_search(search_from(Template("mine", TEXT), base))
    app = open_page(PAGE)
    assert not app.exception and not app.error
    assert any(row.id in one.value for one in app.subheader)


@pytest.mark.usefixtures("nobody_works")
def test_a_run_can_judge_the_edits_of_its_template(
    open_page: Open, carried_out: Callable[..., Run], home: Path
) -> None:
    run = carried_out(template=TEXT, method="head", head="auto")
    app = open_page(PAGE, start=TEXT)
    app.selectbox(key="search_judge").set_value(run.id).run()
    assert "home advantage" in "\n".join(str(one.value) for one in app.caption)
    press(app, "Start the search")
    assert not app.exception
    (row,) = Store.open(home).searches()
    assert row.search is not None and row.search.weights == run.id
    assert row.settings.method == "head"


@pytest.mark.usefixtures("nobody_works")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_finished_race_shows_its_tree_and_opens_a_template_in_the_editor(
    open_page: Open, home: Path, settings: RunSettings, lang: str
) -> None:
    store = Store.open(home)
    base = dataclasses.replace(settings, template=TEXT, method="none", language="en")
    store.queue_search(search_from(Template("mine", TEXT), base, trials=3))
    claimed = store.claim("test")
    assert claimed is not None
    result = run_search(home, claimed.id, base, lambda _: None, lambda: False, lambda _: None)
    store.finish(claimed.id, claimed.fence, RunState.SUCCEEDED, result=result)
    app = open_page(PAGE, lang=lang)
    assert not app.exception
    shown = html_of(app)
    assert "pr-tree" in shown and ("your template" if lang == "en" else "您的模板") in shown
    assert len(store.trials(claimed.id)) == 4 and shown.count("↳") == 3
    open_it = "Open the template" if lang == "en" else "在编辑器中打开"
    assert any(one.label.startswith(open_it) for one in app.button)
    assert not any(one.label.startswith("Confirm on users") for one in app.button)  # none is locked
    assert any("too few users" in str(one.value) for one in app.caption) or lang == "zh"


@pytest.mark.usefixtures("nobody_works")
def test_start_and_choice_become_runs_where_users_are_locked(
    open_page: Open, home: Path, many_folder: Path
) -> None:
    shutil.copytree(many_folder, home / "datasets" / "many")
    store = Store.open(home)
    source = str(home / "datasets" / "many")
    base = RunSettings(dataset=source, template=TEXT, model="tiny", method="none", language="en")
    row = store.queue_search(search_from(Template("mine", TEXT), base, trials=1))
    claimed = store.claim("test")
    assert claimed is not None
    for number, value in enumerate((0.5, 0.6)):
        told = {"edit": "add", "part": "It {item.summary}", "parent": 0} if number else {}
        parameters = {"edit": "start", "heat": number, "looks": 5, **told}
        text = TEXT if not number else f"{TEXT} [It {{item.summary}}.]"
        settings = dataclasses.replace(base, template=text)
        one = Trial(
            number=number,
            state=TrialState.COMPLETE,
            parameters=parameters,
            settings=settings,
            value=value,
            rows=100,
        )
        store.add_trial(row.id, claimed.fence, one)
    store.finish(row.id, claimed.fence, RunState.SUCCEEDED)
    app = open_page(PAGE)
    press(app, "Confirm on users")
    assert not app.exception
    made = [run.settings for run in store.runs()]
    assert {one.template for one in made} == {TEXT, f"{TEXT} [It {{item.summary}}.]"}
    assert not any(one.test for one in made)
    assert any("being made" in str(one.value) for one in app.caption)
