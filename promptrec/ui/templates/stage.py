"""How far the text in the editor has come on this data."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.store.served.states import template_digest
from promptrec.ui.shared import draft
from promptrec.ui.shared.template_stage import state_words
from promptrec.ui.shell.say import say
from promptrec.ui.state import store


def stage(data: Dataset) -> None:
    """One line where somebody named it a candidate or it is live; a draft needs no words."""
    found = draft.draft_template(data)
    if not isinstance(found, Template):
        return
    known = template_digest(found.text, found.verbalizer)
    one = store().template_stage(data.about.name, known)
    if one is not None:
        st.caption(f"{state_words(one)}  \n{say('deploy.changed_there')}")
