"""The template that this visitor is writing: kept while they walk through the pages."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.ui.template_list import parsed, template_choices

TEXT, BASE, WORDS, LANGUAGE, FORCE = (
    "draft_text",
    "draft_base",
    "draft_verbalizer",
    "draft_language",
    "draft_force",
)


def has_draft() -> bool:
    """True when something was typed or loaded in this session."""
    return TEXT in st.session_state


def load_draft(template: Template, base: str) -> None:
    """Put a template into the editor, over what stands there; base: its key in the list."""
    st.session_state[TEXT] = template.text
    st.session_state[BASE] = base
    st.session_state[WORDS] = template.verbalizer
    st.session_state[LANGUAGE] = template.language
    st.session_state[FORCE] = st.session_state.get(FORCE, 0) + 1


def draft_text() -> str:
    """What was typed so far."""
    return str(st.session_state.get(TEXT, ""))


def base() -> str:
    """Key of the template that the draft began as: "own/NAME" or "library/NAME"."""
    return str(st.session_state.get(BASE, ""))


def keep_text(text: str) -> None:
    """Remember what the editor holds."""
    st.session_state[TEXT] = text


def append_text(text: str) -> None:
    """Add something at the end, as the field palette does."""
    before = draft_text()
    glue = "" if not before or before.endswith((" ", "\n")) else " "
    st.session_state[TEXT] = f"{before}{glue}{text}"
    st.session_state[FORCE] = st.session_state.get(FORCE, 0) + 1


def force() -> int:
    """Rises whenever Python, not the keyboard, changed the text."""
    return int(st.session_state.get(FORCE, 0))


def draft_name(data: Dataset) -> str:
    """The name of what the draft began as, marked when the text is another one by now."""
    before = saved_template(data)
    if before is None:
        return "draft"
    return before.name if before.text == draft_text() else f"{before.name} (draft)"


def draft_template(data: Dataset) -> Template | TemplateError | None:
    """The draft as a template, what is wrong with it, or None before there is one."""
    if not has_draft():
        return None
    return parsed(
        draft_name(data),
        draft_text(),
        str(st.session_state.get(WORDS, "")),
        str(st.session_state.get(LANGUAGE, data.about.language)),
    )


def saved_template(data: Dataset) -> Template | None:
    """What the draft began as: the newest saved version, or the library's text."""
    return template_choices(data).get(base())
