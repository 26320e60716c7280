"""The template that the address of New run names: by its key in the list, or by its text."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.ui.shared.template_list import template_choices, template_or_error
from promptrec.ui.shared.template_pick import LINKED
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys


def take_template_link(data: Dataset) -> None:
    """Choose what `?template=` names, once: later choices of a person stay."""
    asked = st.query_params.get("template", "")
    if not asked or asked == keys.RUN_LINK.get():
        return
    keys.RUN_LINK.set(asked)
    known = template_choices(data)
    by_text = (key for key, one in known.items() if one.text == asked or key == asked)
    chosen = next(by_text, None)
    if chosen is not None:
        keys.RUN_TEMPLATE.set(chosen)
        return
    found = template_or_error(say("pick.linked"), asked, "", data.about.language)
    if isinstance(found, TemplateError):
        st.warning(say("link.broken", error=in_words(found.sentence)))
        return
    keys.TEMPLATE_OF_LINK.set(found)
    keys.RUN_TEMPLATE.set(LINKED)
