"""The address of an explanation: whoever opens it sees the same prompt in the same view.

An untuned template stands in the address as its text. What the address says is taken whenever it is
not what this page wrote itself: on a first visit, and when a link leads here again.
"""

from collections.abc import Mapping

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.ui.attention_view import LOOKED, LOOKED_IN
from promptrec.ui.explain_edits import EDITED, EDITS, forget_edits
from promptrec.ui.pickers import item_label
from promptrec.ui.say import say
from promptrec.ui.template_list import parsed, template_choices
from promptrec.ui.template_pick import LINKED
from promptrec.ui.variant_pick import UNTUNED, Who

WRITTEN = "explain_address"  # what the page wrote last
PLAIN = {  # name in the address -> key of a widget
    "run": "explain_run",
    "user": "explain_user",
    "view": "explain_view",
    "model": "explain_model",
    "method": "explain_method",
    "attention": LOOKED,
    "field": "explain_curve",
    "tested": "explain_tested",
    "against": "explain_against",
    "over": "explain_over",
    "group": "explain_group",
    "edits": EDITS,
    "edited": EDITED,
}
NAMES = (*PLAIN, "item", "template", "words")
OF_VIEW = {  # what else the address of a view says
    "tokens": ("method",),
    "reading": ("attention",),
    "answers": ("field",),
    "what_if": ("edits", "edited"),
    "truth": ("tested",),
    "two_templates": ("against",),
    "dataset": ("over", "group"),
}


def take_address(data: Dataset) -> None:
    """Put what the address says into the widgets, unless this page wrote it."""
    asked = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    if not asked or asked == st.session_state.get(WRITTEN):
        return
    st.session_state[WRITTEN] = asked
    st.session_state.pop(LOOKED_IN, None)  # a token in the address is one of this prompt
    forget_edits()
    for name in PLAIN:
        if name in asked:
            st.session_state[PLAIN[name]] = asked[name]
    if asked.get("item") in data.items.index:
        key = f"explain_item_{data.fingerprint()[:8]}"
        st.session_state[key] = item_label(data, asked["item"])
    if "template" in asked:
        take_template(data, asked["template"], asked.get("words", ""))


def take_template(data: Dataset, text: str, words: str) -> None:
    """Choose the template with this text, or offer it as one that came with a link."""
    known = (
        key
        for key, one in template_choices(data).items()
        if (one.text, one.verbalizer) == (text, words)
    )
    chosen = next(known, None)
    if chosen is None:
        found = parsed(say("pick.linked"), text, words, data.about.language)
        if isinstance(found, TemplateError):
            raise found
        st.session_state[LINKED] = found
    st.session_state["run_template"] = chosen or LINKED


def keep_address(who: Who, user: str, item: str, view: str) -> None:
    """Write what is shown into the address."""
    shown = address(who, user, item, view)
    st.session_state[WRITTEN] = shown
    for name in NAMES:
        if name not in shown:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != shown[name]:
            st.query_params[name] = shown[name]


def address(who: Who, user: str, item: str, view: str) -> dict[str, str]:
    """What an address says of a view."""
    found = {"user": user, "item": item, "view": view}
    if isinstance(who, str):
        found["run"] = who
    else:
        found |= template_address(Template("", who.template, verbalizer=who.verbalizer), who.model)
    for extra in OF_VIEW.get(view, ()):
        if st.session_state.get(PLAIN[extra]):
            found[extra] = str(st.session_state[PLAIN[extra]])
    return found


def template_address(template: Template, model: str) -> Mapping[str, str]:
    """What an address says of an untuned template."""
    words = {"words": template.verbalizer} if template.verbalizer else {}
    return {"run": UNTUNED, "template": template.text, "model": model, **words}
