"""What somebody changes in a prompt: two forms, and the session that a link puts into them."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.ui.not_here import not_here
from promptrec.ui.say import say

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject

EDITS = "explain_edits"  # in the session: a JSON object, field -> text, of changed fields alone
EDITED = "explain_edited"  # the whole prompt, once its words were changed
EDITS_IN = "explain_edits_in"  # the prompt that both belong to


def edit_forms(subject: "Subject", key: str) -> None:
    """Fields, or the words of the whole prompt; the form that was sent last counts."""
    from promptrec.explain.changes import lines, shown

    now = {name: lines(shown(subject, name, value)) for name, value in subject.values.items()}
    whole = subject.fitted.prompt.text
    fill(key, now, whole)
    tabs = [say("what_if.fields"), say("what_if.words")]
    by_field, by_word = st.tabs(tabs, default=tabs[bool(st.session_state.get(EDITED))])
    with by_field, st.form(f"what_if_{key}"):
        for name, value in subject.values.items():
            if isinstance(value, tuple):
                st.text_area(name, key=box_of(key, name), height="content")
            else:
                st.text_input(name, key=box_of(key, name))
        st.form_submit_button(say("explain.try"), on_click=keep_fields, args=(key, now))
    with by_word, st.form(f"what_if_words_{key}"):
        st.text_area(say("explain.prompt"), key=box_of(key), height="content")
        st.form_submit_button(say("what_if.try_words"), on_click=keep_words, args=(key, whole))


def changed_subject(subject: "Subject") -> "Subject | None":
    """The subject as it was changed; None when nothing was."""
    from promptrec.explain.changes import with_edits
    from promptrec.explain.edited import edited_prompt
    from promptrec.explain.subject import subject_from

    typed = {name: text for name, text in typed_fields().items() if name in subject.values}
    for name in set(typed_fields()) - set(typed):
        not_here("field", name, "")
    if typed:
        return subject_from(subject.variant, with_edits(subject.values, typed))
    text = st.session_state.get(EDITED)
    return edited_prompt(subject, text) if text else None


def box_of(key: str, field: str = "") -> str:
    """The widget of a field; "": of the whole prompt."""
    return f"edit_{key}_{field}" if field else f"edit_words_{key}"


def fill(key: str, now: Mapping[str, str], whole: str) -> None:
    """Put what was changed into the boxes that are new, or into all after a link or a form."""
    if st.session_state.get(EDITS_IN, key) != key:  # another prompt
        forget_edits()
    all_of_them = EDITS_IN not in st.session_state
    st.session_state[EDITS_IN] = key
    boxes = {box_of(key, name): text for name, text in {**now, **typed_fields()}.items()}
    boxes[box_of(key)] = st.session_state.get(EDITED) or whole
    for box, text in boxes.items():
        if all_of_them or box not in st.session_state:
            st.session_state[box] = text


def keep_fields(key: str, now: Mapping[str, str]) -> None:
    """Take over the fields that were changed."""
    texts = {name: st.session_state[box_of(key, name)] for name in now}
    typed = {name: text for name, text in texts.items() if text != now[name]}
    forget_edits()
    if typed:
        st.session_state[EDITS] = json.dumps(typed, ensure_ascii=False, separators=(",", ":"))


def keep_words(key: str, whole: str) -> None:
    """Take over the whole prompt, if it was changed."""
    text = st.session_state[box_of(key)].strip()
    forget_edits()
    if text != whole.strip():
        st.session_state[EDITED] = text


def forget_edits() -> None:
    """Nothing is changed; the forms are filled anew."""
    for name in (EDITS, EDITED, EDITS_IN):
        st.session_state.pop(name, None)


def typed_fields() -> dict[str, str]:
    """Field -> changed text."""
    return read_edits(st.session_state.get(EDITS) or "{}") or {}


def is_edits(text: str) -> bool:
    """False for what is no such object, as in a link cut short."""
    return read_edits(text) is not None


def read_edits(text: str) -> dict[str, str] | None:
    """A JSON object, field -> text; None for anything else."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        return None
    return found
