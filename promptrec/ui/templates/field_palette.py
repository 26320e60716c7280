"""The fields that a template may use here, each with its value for the pair in sight."""

from html import escape

import streamlit as st

from promptrec.counted import SIMILAR_FIELDS
from promptrec.data.dataset import Dataset
from promptrec.examples.known import every_row
from promptrec.examples.pair import pairs_by_id
from promptrec.examples.values import Value, ValueFinder
from promptrec.languages import language_of
from promptrec.model.meaning import KEPT, has_words
from promptrec.prompt.template import Template
from promptrec.records import Pairs
from promptrec.ui.shared.draft import append_text
from promptrec.ui.shared.prompt_view import field_chip
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys, lookups

LONGEST = 90  # characters of a value that are shown


def field_palette(data: Dataset, user: str, item: str) -> None:
    """A click adds a field at the end of the text; the table shows what it would say."""
    joint = language_of(data.about.language).list_joint
    rows = "".join(
        f"<tr><td>{field_chip(name)}</td><td>{escape(value_words(value, joint))}</td></tr>"
        for name, value in values_of(data, pairs_by_id(data, [(user, item)])).items()
    )
    with st.expander(say("templates.values")):
        if has_words(data).any() and not KEPT.is_kept(data):
            st.caption(say("templates.not_read"))
        st.pills(
            say("templates.add_field"),
            data.fields,
            format_func=lambda field: plain(f"{{{field}}}"),
            key=keys.PALETTE.name,
            wrap=True,
            on_change=add_chosen,
        )
        st.html(f'<table class="pr-values">{rows}</table>')


def values_of(data: Dataset, pair: Pairs) -> dict[str, Value]:
    """Field -> value, in the order in which the data names its fields."""
    kept = KEPT.is_kept(data)  # else the page would wait until all items were read
    names = [name for name in data.fields if kept or name not in SIMILAR_FIELDS]
    text = " ".join(f"{{{name}}}" for name in names)
    every = Template("every field", text, language=data.about.language)
    fields, histories = lookups(data)
    finder = ValueFinder(data, every, every_row(data), histories, fields, meaning=KEPT)
    found = finder.find(pair, None)[0]
    return {name: found.get(name, "") for name in data.fields}


def add_chosen() -> None:
    """Add the clicked field to the draft and let the click go."""
    chosen = keys.PALETTE.get()
    if chosen:
        append_text(f"{{{chosen}}}")
        keys.PALETTE.set(None)


def value_words(value: Value, joint: str = ", ") -> str:
    """A value as text; a long one with its end left out, an empty one as a dash."""
    text = value if isinstance(value, str) else joint.join(value)
    return (text if len(text) <= LONGEST else f"{text[:LONGEST]}…") or "–"
