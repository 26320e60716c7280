"""First templates that fit this data, each with one line of what it is for; a click takes it."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.ui.shared.draft import draft_text
from promptrec.ui.shared.drafts import kept_draft
from promptrec.ui.shared.template_list import key_of, starters_of
from promptrec.ui.shell.say import plain, say
from promptrec.ui.templates.score_with import score_what_reads

WIDTH = 230  # pixels of a button


def proposed(data: Dataset) -> None:
    """The list; the one whose text stands in the editor cannot be taken again."""
    st.markdown(f"**{say('starters.title')}**")
    for kind, template in starters_of(data).items():
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button(
                say(f"starters.{kind}"),
                key=f"starter_{kind}",
                on_click=take,
                args=(data, template),
                disabled=template.text == draft_text(),
                help=plain(template.text),
                width=WIDTH,
            )
            st.caption(say(f"starters.{kind}_why"), width="content")


def take(data: Dataset, template: Template) -> None:
    """Put it into the editor, where it is scored at once."""
    kept_draft.replace(data, template, key_of(template))
    score_what_reads(data, template)
