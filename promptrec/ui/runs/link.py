"""The template that New run begins with: that of the address, else the one that was used last."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.ui.shared.draft import has_draft
from promptrec.ui.shared.template_list import template_choices, template_or_error
from promptrec.ui.shared.template_pick import LINKED
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, store


def first_template(source: str, data: Dataset) -> None:
    """Choose what `?template=` names, once; else at first the template of the newest own run.

    The address has a text, with label words as `words`, or a key of the list of templates.
    """
    asked = {name: st.query_params.get(name, "") for name in ("template", "words")}
    if asked["template"] and asked != keys.RUN_LINK.get():
        keys.RUN_LINK.set(asked)
        take_link(data, asked["template"], asked["words"])
    elif not keys.RUN_TEMPLATE.is_kept() and not has_draft():
        begin_with_last(source, data)


def take_link(data: Dataset, asked: str, words: str) -> None:
    """Choose the template of a link, or say what is wrong with it."""
    known = template_choices(data)
    alike = (key for key, one in known.items() if (one.text, one.verbalizer) == (asked, words))
    chosen = asked if asked in known else next(alike, None)
    if chosen is not None:
        keys.RUN_TEMPLATE.set(chosen)
        return
    found = template_or_error(say("pick.linked"), asked, words, data.about.language)
    if isinstance(found, TemplateError):
        st.warning(say("link.broken", error=in_words(found.sentence)))
        return
    keys.TEMPLATE_OF_LINK.set(found)
    keys.RUN_TEMPLATE.set(LINKED)


def begin_with_last(source: str, data: Dataset) -> None:
    """Choose the template of the newest own run on this data, where it is still in the list."""
    own = [run.settings for run in store().readable_runs() if not run.example]
    last = next((one for one in own if one.dataset == source), None)
    if last is None:
        return
    for key, one in template_choices(data).items():
        if (one.text, one.verbalizer) == (last.template, last.verbalizer):
            keys.RUN_TEMPLATE.set(key)
            return
