"""What is typed just before a press counts in what the press does."""

from collections.abc import Iterator

import pytest
import streamlit as st

from promptrec.ui.shared import draft
from promptrec.ui.shared.draft import A
from promptrec.ui.state import keys


@pytest.fixture(autouse=True)
def typed() -> Iterator[None]:
    """An editor that has told of one letter more than the page has taken over."""
    keys.DRAFT_TEXT.set("Mine")
    st.session_state[A.editor] = {"edit": {"text": "Mine!", "force": 0, "count": 1}}
    yield
    for key in (A.editor, keys.DRAFT_TEXT.name, keys.DRAFT_FORCE.name):
        st.session_state.pop(key, None)


def test_a_press_that_is_heard_before_the_last_letter_copies_it_too() -> None:
    held = draft.in_hand()
    assert held is not None and held.text == draft.draft_text() == "Mine!"


def test_what_a_press_put_there_is_not_written_over_by_what_was_typed_before() -> None:
    draft.append_text("{item.title}")
    assert draft.draft_text() == "Mine! {item.title}"
