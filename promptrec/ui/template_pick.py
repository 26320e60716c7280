"""Choosing the template of a run: the draft, a saved one, or one of the library."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.ui.draft import draft_template
from promptrec.ui.prompt_view import template_html
from promptrec.ui.say import say
from promptrec.ui.template_list import choice_label, template_choices

DRAFT = "draft"
LINKED = "linked"  # in the session: a template that came with a link
OWN = {DRAFT: "templates.draft", LINKED: "pick.linked"}


def pick_template(data: Dataset) -> Template:
    """The chosen template, with its text in sight."""
    choices = dict(template_choices(data))
    draft = draft_template(data)
    linked = st.session_state.get(LINKED)
    if isinstance(linked, Template):
        choices = {LINKED: linked, **choices}
    if isinstance(draft, Template):
        choices = {DRAFT: draft, **choices}
    key = str(
        st.selectbox(
            say("pick.template"),
            list(choices),
            format_func=lambda one: say(OWN[one]) if one in OWN else choice_label(one),
            key="run_template",
            persist_state="session",
        )
    )
    if isinstance(draft, TemplateError):
        st.caption(say("pick.draft_broken", error=str(draft)))
    st.html(template_html(choices[key]))
    return choices[key]
