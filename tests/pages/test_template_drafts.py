"""The draft on the Templates page: over a reload, in another tab, on other data, on other pages."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.prompt.template import Template
from promptrec.store.editor import KeptDraft
from promptrec.store.store import Store

Open = Callable[..., AppTest]
TEMPLATES, NEW_RUN = "pages/prepare/templates.py", "pages/train/new_run.py"
TEXT = "My own {item.title} words"


def words_of(app: AppTest) -> str:
    return "\n".join(str(one.value) for part in (app.markdown, app.caption) for one in part)


def typed(app: AppTest, text: str) -> AppTest:
    """As the component leaves it."""
    app.session_state["draft_text"] = text
    app.session_state["draft_force"] = 1000 + len(text)
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label.startswith(label)).click()
    app.run()
    assert not app.exception and not app.error, [one.value for one in app.error]
    return app


def test_a_reload_and_a_second_tab_show_the_draft(open_page: Open) -> None:
    first = typed(open_page(TEMPLATES), TEXT)
    assert "Kept by itself" in words_of(first)
    second = open_page(TEMPLATES)  # another visit
    assert second.session_state["draft_text"] == TEXT
    typed(second, f"{TEXT}, changed there")
    first.run()
    assert first.session_state["draft_text"] == f"{TEXT}, changed there"
    new_run = open_page(NEW_RUN)
    assert new_run.selectbox(key="run_template").value == "draft"
    assert any("changed there" in one.proto.body for one in new_run.get("html"))


def test_a_draft_belongs_to_its_data_set(open_page: Open, home: Path) -> None:
    shutil.copytree(home / "datasets" / "tiny", home / "datasets" / "other")
    app = typed(open_page(TEMPLATES), TEXT)
    app.selectbox(key="data").set_value("other").run()
    assert not app.exception and not app.error, [one.value for one in app.error]
    assert app.session_state["draft_text"] != TEXT
    app.selectbox(key="data").set_value("tiny").run()
    assert app.session_state["draft_text"] == TEXT


def test_a_discarded_draft_leaves_what_it_began_as_and_comes_back_on_demand(
    open_page: Open,
) -> None:
    app = open_page(TEMPLATES)
    begun = app.session_state["draft_text"]
    typed(app, TEXT)
    press(app, "Discard draft")
    assert app.session_state["draft_text"] == begun
    assert open_page(TEMPLATES).session_state["draft_text"] == begun
    press(app, "Back to the text before")
    assert app.session_state["draft_text"] == TEXT


@pytest.mark.slow
def test_an_idea_is_taken_with_one_click_and_what_it_writes_over_is_kept(open_page: Open) -> None:
    app = typed(open_page(TEMPLATES), TEXT)
    app.selectbox(key="draft_model").set_value("tiny").run()
    app.button(key="starter_cloze").click()
    app.run()
    assert not app.exception and not app.error, [one.value for one in app.error]
    assert "{mask}" in app.session_state["draft_text"]
    assert app.text_input(key="draft_verbalizer").value == "liked/disliked"
    assert app.button(key="starter_cloze").disabled
    assert app.selectbox(key="score_with").value == "untuned"  # which can fill a gap
    assert any("liked)" in one.proto.body for one in app.get("html"))
    app.button(key="words_good/bad").click()
    app.run()
    assert app.text_input(key="draft_verbalizer").value == "good/bad"
    press(app, "Back to the text before")
    assert app.session_state["draft_text"] == TEXT
    app.button(key="starter_plain").click()
    app.run()
    assert app.selectbox(key="score_with").value == "nothing"  # the answer layer would be random


@pytest.mark.parametrize(
    "kept",
    [
        KeptDraft("{", words="//", language="xx", base="own/gone"),
        KeptDraft(""),
        KeptDraft("x" * 20_000),
    ],
)
def test_whatever_was_kept_the_page_opens(kept: KeptDraft, open_page: Open, home: Path) -> None:
    Store.open(home).keep_draft(str(home / "datasets" / "tiny"), "a", kept)
    Store.open(home).keep_draft(str(home / "datasets" / "tiny"), "b", kept)
    for query in ({}, {"ab": "1"}):
        app = open_page(TEMPLATES, **query)
        assert not app.exception
        assert app.session_state["draft_text"] == kept.text
        assert not [one for one in app.error if "our side" in one.value]


def test_try_it_in_a_run_leads_to_a_run_of_the_draft_on_the_same_data(open_page: Open) -> None:
    app = typed(open_page(TEMPLATES), TEXT)
    press(app, "Try it in a run")
    assert app.title[0].value == "New run"
    assert app.selectbox(key="run_template").value == "draft"
    assert app.selectbox(key="data").value == "tiny"


def test_a_saved_template_is_opened_and_no_longer_a_draft(open_page: Open, home: Path) -> None:
    app = typed(open_page(TEMPLATES), TEXT)
    press(app, "Save")
    assert [one.text for one in Store.open(home).templates()] == [TEXT]
    assert Template("t", TEXT).text == app.session_state["draft_text"]
    assert "Kept by itself" not in words_of(app)
