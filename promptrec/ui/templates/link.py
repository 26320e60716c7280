"""The address of the Templates page: a template's text, a user and an item, put in sight."""

from collections.abc import Mapping

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.ui.shared.draft import draft_text, load_draft, saved_template
from promptrec.ui.shared.pickers import item_label
from promptrec.ui.shared.template_list import template_or_error
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys

TAKEN = ("template", "words", "language", "user", "item", "score", "model")


def take_pair(data: Dataset, asked: Mapping[str, str]) -> None:
    """Put user and item in sight, and let a run (score), or an untuned model, score them."""
    if asked["user"]:
        keys.USER.set(asked["user"])
    for name, key in (("score", keys.SCORE_WITH), ("model", keys.DRAFT_MODEL)):
        if asked[name]:
            key.set(asked[name])
    if asked["item"] in data.items.index:
        keys.of_data(keys.ITEM, data).set(item_label(data, asked["item"]))
    elif asked["item"]:
        not_here("item", asked["item"], "")


def take_template_address(data: Dataset) -> None:
    """Take a link once; a draft that is not saved anywhere is not written over."""
    asked = {name: st.query_params.get(name, "") for name in TAKEN}
    if not any(asked.values()) or asked == keys.TEMPLATES_ADDRESS.get():
        return
    keys.TEMPLATES_ADDRESS.set(asked)
    take_pair(data, asked)
    language = asked["language"] or data.about.language
    found = template_or_error("link", asked["template"], asked["words"], language)
    if not asked["template"]:
        return
    if isinstance(found, TemplateError):
        st.warning(say("link.broken", error=in_words(found.sentence)))
    elif is_unsaved(data) and draft_text() != found.text:
        st.warning(say("link.own_draft"))
    else:
        load_draft(found, "")


def is_unsaved(data: Dataset) -> bool:
    """True when a draft would be lost if another text took its place."""
    saved = saved_template(data)
    return bool(draft_text()) and (saved is None or saved.text != draft_text())
