"""What somebody changes in a prompt: two forms, which a link can fill."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys
from promptrec.ui.state.key import Key
from promptrec.words.named import field_names

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject


def edit_forms(subject: "Subject", key: str) -> None:
    """Fields, or the words of the whole prompt; the form that was sent last counts."""
    from promptrec.explain.changes import lines, shown

    now = {name: lines(shown(subject, name, value)) for name, value in subject.values.items()}
    whole = subject.fitted.prompt.text
    fill(key, now, whole)
    tabs = [say("what_if.fields"), say("what_if.words")]
    by_field, by_word = st.tabs(tabs, default=tabs[bool(keys.EXPLAIN_EDITED.get())])
    with by_field, st.form(f"what_if_{key}"):
        named = field_names(language(), list(subject.values))
        for called, (name, value) in zip(named, subject.values.items(), strict=True):
            called = called[:1].upper() + called[1:]
            if isinstance(value, tuple):
                st.text_area(plain(called), key=box_of(key, name).name, height="content")
            else:
                st.text_input(plain(called), key=box_of(key, name).name)
        st.form_submit_button(say("explain.try"), on_click=keep_fields, args=(key, now))
    with by_word, st.form(f"what_if_words_{key}"):
        st.text_area(say("explain.prompt"), key=box_of(key).name, height="content")
        st.form_submit_button(say("what_if.try_words"), on_click=keep_words, args=(key, whole))


def changed_subject(subject: "Subject") -> "Subject | None":
    """The subject as it was changed; None when nothing was."""
    from promptrec.explain.changes import with_edits
    from promptrec.explain.edited import edited_prompt

    typed = {name: text for name, text in typed_fields().items() if name in subject.values}
    for name in set(typed_fields()) - set(typed):
        not_here("field", name, "")
    if typed:
        return subject.replaced(with_edits(subject.values, typed))
    text = keys.EXPLAIN_EDITED.get()
    return edited_prompt(subject, text) if text else None


def box_of(key: str, field: str = "") -> Key[str]:
    """The widget of a field; "": of the whole prompt."""
    return keys.EDIT.of(key, field) if field else keys.EDIT_WORDS.of(key)


def fill(key: str, now: Mapping[str, str], whole: str) -> None:
    """Put what was changed into the boxes that are new, or into all after a link or a form."""
    if (keys.EXPLAIN_EDITS_IN.get() or key) != key:  # another prompt
        forget_edits()
    all_of_them = not keys.EXPLAIN_EDITS_IN.is_kept()
    keys.EXPLAIN_EDITS_IN.set(key)
    boxes = {box_of(key, name): text for name, text in {**now, **typed_fields()}.items()}
    boxes[box_of(key)] = keys.EXPLAIN_EDITED.get() or whole
    for box, text in boxes.items():
        if all_of_them or not box.is_kept():
            box.set(text)


def keep_fields(key: str, now: Mapping[str, str]) -> None:
    """Take over the fields that were changed."""
    texts = {name: box_of(key, name).get() for name in now}
    typed = {name: text for name, text in texts.items() if text != now[name]}
    forget_edits()
    if typed:
        keys.EXPLAIN_EDITS.set(json.dumps(typed, ensure_ascii=False, separators=(",", ":")))


def keep_words(key: str, whole: str) -> None:
    """Take over the whole prompt, if it was changed."""
    text = box_of(key).get().strip()
    forget_edits()
    if text != whole.strip():
        keys.EXPLAIN_EDITED.set(text)


def forget_edits() -> None:
    """Nothing is changed; the forms are filled anew."""
    for key in (keys.EXPLAIN_EDITS, keys.EXPLAIN_EDITED, keys.EXPLAIN_EDITS_IN):
        key.forget()


def typed_fields() -> dict[str, str]:
    """Field -> changed text."""
    return read_edits(keys.EXPLAIN_EDITS.get() or "{}") or {}


def is_edits(text: str) -> bool:
    """False for what is no such object, as in a link cut short."""
    return read_edits(text) is not None


def read_edits(text: str) -> dict[str, str] | None:
    """A JSON object, field -> text; None for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        return None
    return found
