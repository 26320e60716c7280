"""What part of the model changes: the method, and the settings that it alone has."""

import streamlit as st

from promptrec.fields import Reader
from promptrec.methods import METHODS, split_method
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.shared.form_widgets import ask, widget
from promptrec.ui.shell.say import has_words, say
from promptrec.ui.state import keys


def method_part(template: Template, before: RunSettings) -> dict[str, object]:
    """The method with its number, and its own settings where it has some."""
    method = METHODS[ask("method")]
    if has_words(f"method.{method.name}"):
        st.caption(say(f"method.{method.name}"))
    if method.number is not None:
        count = int(
            widget(method.number, keys.SETTING.of(method.number.name), method.number.default)
        )
        same = split_method(before.method) == (method.name, count)  # the number may be left out
        return {"method": before.method if same else f"{method.name}:{count}"}
    own = {
        one.name: ask(one.name)
        for one in method.settings
        if one.reader is not Reader.PROMPT or not template.soft_total
    }
    return {"method": method.name, **own}
