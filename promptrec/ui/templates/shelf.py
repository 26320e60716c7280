"""Loading, saving, forking templates, their history, and what changed between two versions."""

import re
from html import escape

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.changes import opcodes
from promptrec.prompt.template import Template
from promptrec.store.snapshots import TemplateVersion
from promptrec.ui.shared import draft
from promptrec.ui.shared.drafts import kept_draft
from promptrec.ui.shared.numbers import moment
from promptrec.ui.shared.template_list import OWN, as_template, choice_label, template_choices
from promptrec.ui.shared.template_pick import DRAFT
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys, store
from promptrec.ui.templates.ab import open_ab

NAME_WIDTH = 300  # pixels; on a phone it takes a line of its own


def shelf(data: Dataset) -> None:
    """A list of templates; choosing one puts it into the editor."""
    choices = template_choices(data)
    if keys.TEMPLATE_OPENED.is_kept():  # just saved: nothing is written over
        key = keys.TEMPLATE_OPENED.take()
        draft.load_draft(choices[key], key)
    sent = keys.DRAFT_NEXT.take()
    if sent is not None:
        kept_draft.replace(data, sent, "")
    if not draft.has_draft():
        key = next(iter(choices))
        kept_draft.begin(choices[key], key)
    base = draft.draft_base()
    keys.TEMPLATE.set(base if base in choices else "")

    def load() -> None:
        key = keys.TEMPLATE.get()
        if key in choices:  # not the label of another language
            kept_draft.replace(data, choices[key], key)

    st.selectbox(
        say("templates.open"),
        list(choices) if base in choices else ["", *choices],
        format_func=lambda key: choice_label(key) if key else say("templates.own_text"),
        key=keys.TEMPLATE.name,
        on_change=load,
        help=say("templates.open_help"),
        persist_state="session",
    )
    note = choices[base].noted(language()) if base in choices else ""
    if note:
        st.caption(plain(note))


def actions(data: Dataset) -> None:
    """Save the draft under a name; try it in a run, beside another one, or against its edits."""
    base = draft.draft_base()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="actions"):
        name = st.text_input(
            say("templates.name"),
            value=base.partition("/")[2],
            key=keys.TEMPLATE_NAME.of(base).name,
            max_chars=80,
            help=say("templates.name_help"),
            width=NAME_WIDTH,
        )
        if st.button(say("templates.save"), type="primary"):
            save(data, name)
        if st.button(say("templates.try"), help=say("templates.try_help")):
            keys.RUN_TEMPLATE.set(DRAFT)
            st.switch_page("pages/train/new_run.py")
        if not keys.AB_OPEN.get():
            st.button(say("ab.open"), on_click=open_ab, args=(data,), help=say("ab.open_help"))
        if st.button(say("templates.race"), help=say("templates.race_help")):
            keys.SEARCH_KIND.set("edits")
            keys.RUN_TEMPLATE.set(DRAFT)
            st.switch_page("pages/train/search.py")


def save(data: Dataset, name: str) -> None:
    """Save the draft as the next version of its name; another name makes another template."""
    found = draft.draft_template(data)
    if not isinstance(found, Template):
        raise found or TemplateError("templates.wait")
    saved = store().save_template(
        name=name,
        text=found.text,
        verbalizer=found.verbalizer,
        language=found.language,
        note=found.note,
    )
    keys.TEMPLATE_OPENED.set(f"{OWN}{saved.name}")
    st.toast(say("templates.saved", name=plain(saved.name), version=saved.version))
    st.rerun()


def history(data: Dataset) -> None:
    """Versions of the saved template in the editor, and a difference of two of them."""
    base = draft.draft_base()
    versions = store().template_history(base.removeprefix(OWN)) if base.startswith(OWN) else ()
    if not versions:
        st.caption(say("templates.no_history"))
        return
    texts = {say("templates.draft"): draft.draft_text()}
    texts |= {version_label(version): version.text for version in versions}
    labels = list(texts)
    first, second = st.columns(2)
    old = first.selectbox(say("templates.older"), labels[1:], key=keys.VERSION_OLD.name)
    new = second.selectbox(say("templates.newer"), labels, key=keys.VERSION_NEW.name)
    with st.container(border=True):
        st.html(diff_html(texts[str(old)], texts[str(new)]))
    by_label = {version_label(version): version for version in versions}
    if st.button(say("templates.bring_back", version=str(old))):
        kept_draft.replace(data, as_template(by_label[str(old)]), base)
        st.rerun()


def version_label(version: TemplateVersion) -> str:
    """Version number and when it was saved."""
    return say("templates.version", version=version.version, at=moment(version.created_at))


def diff_html(old: str, new: str) -> str:
    """Two texts as one: struck out what left, marked what came. Word by word."""
    before, after = words_of(old), words_of(new)
    result = []
    for kind, i, j, k, m in opcodes(before, after):
        gone, come = escape("".join(before[i:j])), escape("".join(after[k:m]))
        if kind == "equal":
            result.append(come)
        else:
            result.append(
                (f"<del>{gone}</del>" if gone else "") + (f"<ins>{come}</ins>" if come else "")
            )
    return f'<div class="pr-diff">{"".join(result)}</div>'


def words_of(text: str) -> list[str]:
    """Words and what stands between them; joined again they are the text."""
    return re.findall(r"\s+|\{[^{}]*\}|[\w']+|.", text, re.DOTALL)
