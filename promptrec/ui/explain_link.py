"""The address of an explanation: whoever opens it sees the same prompt in the same view.

An untuned template stands in the address as its text. What the address says is taken whenever it is
not what this page wrote itself: on a first visit, and when a link leads here again.
"""

from collections.abc import Collection, Mapping

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.ui.attention_view import LOOKED, LOOKED_IN
from promptrec.ui.explain_edits import EDITED, EDITS, forget_edits, is_edits
from promptrec.ui.not_here import not_here
from promptrec.ui.pickers import item_label
from promptrec.ui.say import say
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.template_list import parsed, template_choices
from promptrec.ui.template_pick import LINKED
from promptrec.ui.variant_pick import UNTUNED, Who

WRITTEN = "explain_address"  # what the page wrote last
ASKED = "explain_asked"  # what the link asked for, while that is what is shown
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


GIVEN_UP = ("template", "words", "model")  # of an untuned template, where a run is shown


def take_address(data: Dataset, views: Collection[str]) -> None:
    """Put what the address says into the widgets, unless this page wrote it.

    What cannot stand in its widget is left out; `tell_missing` says so.
    """
    asked = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    if not asked or asked == st.session_state.get(WRITTEN):
        return
    st.session_state[WRITTEN] = asked
    st.session_state[ASKED] = (asked, {})
    st.session_state.pop(LOOKED_IN, None)  # a token in the address is one of this prompt
    forget_edits()
    known = {"view": asked.get("view") in views, "edits": is_edits(asked.get("edits", ""))}
    for name in PLAIN:
        if name in asked and known.get(name, True):
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
    news = {name: one for name, one in shown.items() if st.query_params.get(name) != one}
    if news:
        st.query_params.update(news)


def tell_missing(place: DeltaGenerator, who: Who, user: str, item: str, view: str) -> None:
    """Say what the link asked for and is not here, until something else is asked.

    Whatever a link names either is what is shown now, or was not found.
    """
    asked, first = st.session_state.get(ASKED, ({}, {}))
    shown = address(who, user, item, view)
    if shown != (first or shown):
        st.session_state.pop(ASKED)
        return
    if asked:
        st.session_state[ASKED] = (asked, shown)
    with place:
        for name in dict.fromkeys([*shown, *OF_VIEW.get(view, ())]):
            if name in asked and shown.get(name, "") != asked[name] and name not in GIVEN_UP:
                not_here(name, asked[name], shown.get(name, ""))


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
