"""What part of the model changes: the method, and the settings that it alone has."""

import streamlit as st

from promptrec.fields import Reader
from promptrec.methods import METHODS, split_method
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.form_widgets import choose, whole
from promptrec.ui.say import say


def method_part(template: Template, before: RunSettings) -> dict[str, object]:
    """The method with its number, and its own settings where it has some."""
    method = METHODS[choose("method", tuple(METHODS))]
    st.caption(say(f"method.{method.name}"))
    if method.number is not None:
        count = whole(method.number.name, default=int(str(method.number.default)))
        same = split_method(before.method) == (method.name, count)  # the number may be left out
        return {"method": before.method if same else f"{method.name}:{count}"}
    own = {
        one.name: whole(one.name)
        for one in method.settings
        if one.reader is not Reader.PROMPT or not template.soft_total
    }
    return {"method": method.name, **own}
