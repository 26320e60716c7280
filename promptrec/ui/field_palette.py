"""The fields that a template may use here, each with its value for the pair in sight."""

from html import escape

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.ui.draft import append_text
from promptrec.ui.prompt_view import field_chip
from promptrec.ui.say import say
from promptrec.ui.state import keys
from promptrec.ui.values import values_of

LONGEST = 90  # characters of a value that are shown


def field_palette(data: Dataset, user: str, item: str) -> None:
    """A click adds a field at the end of the text; the table shows what it would say."""
    rows = "".join(
        f"<tr><td>{field_chip(name)}</td><td>{escape(shown(value))}</td></tr>"
        for name, value in values_of(data, pairs_by_id(data, [(user, item)])).items()
    )
    with st.expander(say("templates.values")):
        st.pills(
            say("templates.add_field"),
            data.fields,
            format_func=lambda field: f"{{{field}}}",
            key=keys.PALETTE.name,
            wrap=True,
            on_change=add_chosen,
        )
        st.html(f'<table class="pr-values">{rows}</table>')


def add_chosen() -> None:
    """Add the clicked field to the draft and let the click go."""
    chosen = keys.PALETTE.get()
    if chosen:
        append_text(f"{{{chosen}}}")
        keys.PALETTE.set(None)


def shown(value: str | tuple[str, ...]) -> str:
    """A value as text; a long one with its end left out, an empty one as a dash."""
    text = value if isinstance(value, str) else ", ".join(value)
    return (text if len(text) <= LONGEST else f"{text[:LONGEST]}…") or "–"
