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


def pick_template(data: Dataset) -> Template:
    """The chosen template, with its text in sight."""
    choices = dict(template_choices(data))
    draft = draft_template(data)
    if isinstance(draft, Template):
        choices = {DRAFT: draft, **choices}
    key = str(
        st.selectbox(
            say("pick.template"),
            list(choices),
            format_func=lambda one: say("templates.draft") if one == DRAFT else choice_label(one),
            key="run_template",
            persist_state="session",
        )
    )
    if isinstance(draft, TemplateError):
        st.caption(say("pick.draft_broken", error=str(draft)))
    st.html(template_html(choices[key]))
    return choices[key]


def pick_target_template(data: Dataset, template: Template) -> str:
    """cross_domain: the text for rows of the target domain; "" for the same template.

    Offered are those that fit beside the template: as many soft tokens, and a mask as it has.
    """
    names = {
        one.text: choice_label(key)
        for key, one in template_choices(data).items()
        if (one.soft_total, one.has_mask) == (template.soft_total, template.has_mask)
    }
    kept = st.session_state.setdefault("run_target_template", "")
    if kept and kept not in names:
        names[kept] = kept
    return str(
        st.selectbox(
            say("domains.target"),
            ["", *names],
            format_func=lambda text: names.get(text, say("domains.same")),
            key="run_target_template",
            help=say("domains.target_help"),
            persist_state="session",
        )
    )
