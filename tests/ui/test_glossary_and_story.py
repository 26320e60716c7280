"""The glossary's dialog, and what the story knows, without a page around them."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.store.store import Store
from promptrec.ui.shell import story
from promptrec.ui.shell.glossary import OF_PAGE, about, terms_of
from promptrec.ui.shell.head import NEXT
from promptrec.words.glossary import named
from promptrec.words.table import table


def a_button() -> None:
    from promptrec.ui.shell.glossary import glossary_button

    glossary_button("prepare/templates")


def a_visit() -> None:
    import streamlit as st

    from promptrec.ui.shell import story

    story.visit("prepare/data")
    st.session_state["taken"] = sorted(story.done())


def lists_of(app: AppTest) -> list[str]:
    return [one.proto.body for one in app.get("html")]


@pytest.mark.parametrize(
    ("language", "asked", "first"), [("en", "MASK", "mask"), ("zh", "mask", "掩码")]
)
def test_the_glossary_opens_with_the_words_of_the_page_and_is_searched(
    language: str, asked: str, first: str
) -> None:
    app = AppTest.from_function(a_button)
    app.session_state["lang"] = language
    app.run()
    assert not lists_of(app)  # closed, it costs nothing
    app.button[0].click().run()
    assert not app.exception
    here, words, metrics = lists_of(app)
    assert table(language)["glossary.here"] in here and here.count("<dt>") == len(
        OF_PAGE["prepare/templates"]
    )
    assert table(language)["glossary.terms"] in words
    assert table(language)["glossary.metrics"] in metrics
    app.session_state["glossary"] = asked
    app.button[0].click().run()
    shown = lists_of(app)[0]
    assert shown.index("<dt>") == shown.index(f"<dt>{first}")


def test_a_word_that_nobody_explains_is_said() -> None:
    app = AppTest.from_function(a_button)
    app.session_state["glossary"] = "*zzz*"
    app.run().button[0].click().run()
    assert r"\*zzz\*" in app.info[0].value and not lists_of(app)


@pytest.mark.parametrize("page", OF_PAGE)
def test_the_words_of_a_page_are_in_the_glossary(page: str) -> None:
    assert page in NEXT
    assert len(terms_of(page)) == len(OF_PAGE[page])


def test_a_help_mark_says_what_the_glossary_says() -> None:
    one = named("en", "verbalizer")
    said = str(about("verbalizer"))
    assert one is not None and said.startswith(f"**verbalizer**: {one.meaning}")
    assert said.endswith("[Glossary →](#pr-term-verbalizer)")
    assert about("no such term") is None


def test_what_was_done_is_kept_only_for_who_follows(home: Path) -> None:
    app = AppTest.from_function(a_visit).run()
    assert app.session_state["taken"] == ["look"]
    assert Store.open(home).note(story.NOTE) == ""
    app.session_state["story"] = "on"
    app.run()
    assert Store.open(home).note(story.NOTE) == "look"
    another = AppTest.from_function(a_visit)
    another.session_state["draft_text"] = "My own {item.title}"
    assert another.run().session_state["taken"] == ["look", "write"]


def test_the_next_step_is_behind_this_one_then_what_was_left_out_then_none() -> None:
    names = [stop.name for stop in story.STORY]
    write, last = story.STORY[1], story.STORY[-1]
    assert story.waiting(set()) is story.STORY[0]
    assert story.waiting({"look"}, write) is story.STORY[2]
    assert story.waiting({"compare"}, last) is story.STORY[0]
    assert story.waiting({*names} - {"write"}, write) is None  # it is being taken
    assert story.waiting({*names}) is None


def test_a_step_is_found_on_each_of_its_pages() -> None:
    pages = [page for stop in story.STORY for page in stop.pages]
    assert len(pages) == len(set(pages))
    for stop in story.STORY:
        assert all(story.stop_at(page) is stop for page in stop.pages)
    assert story.stop_at("train/label") is None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["preset", "note", "stage", "memo", "appendix"])
def test_what_the_pages_call_things_is_in_the_glossary_of_the_page_that_shows_them(
    name: str, language: str
) -> None:
    found = named(language, name)
    assert found is not None and len(found.meaning) > 8
    assert name == "appendix" or any(name in names for names in OF_PAGE.values())
