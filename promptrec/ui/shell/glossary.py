"""The glossary: a dialog on every page, and the same sentences as help marks beside terms."""

import re
from html import escape

import streamlit as st

from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys
from promptrec.words.glossary import Term, metrics, named, searched, terms

CODE = re.compile(r"`([^`]+)`")


def about(name: str) -> str | None:
    """What a term or a metric means, for the help mark of whatever names it."""
    found = named(language(), name)
    return None if found is None else f"**{plain(found.words)}**: {found.meaning}"


@st.fragment
@guarded
def glossary_button() -> None:
    """A button that opens the glossary; neither opening nor searching runs the page again."""
    if st.button(say("glossary.title"), type="tertiary", icon="📖"):
        st.dialog(say("glossary.title"), width="large")(glossary)()


def glossary() -> None:
    """A box to search in, and all terms that hold what it says."""
    asked = st.text_input(
        say("glossary.search"),
        key=keys.GLOSSARY.name,
        type="search",
        placeholder=say("glossary.search"),
        label_visibility="collapsed",
        live="150ms",
    )
    spoken = language()
    parts = {"terms": terms(spoken), "metrics": metrics(spoken)}
    found = {name: searched(str(asked or ""), among) for name, among in parts.items()}
    for name, some in found.items():
        if some:
            st.html(list_html(say(f"glossary.{name}"), some))
    if not any(found.values()):
        st.info(say("glossary.none", asked=plain(asked)))


def list_html(title: str, found: tuple[Term, ...]) -> str:
    """Terms under a heading."""
    rows = "".join(
        f"<div><dt>{escape(one.words)}</dt><dd>{coded(one.meaning)}</dd></div>" for one in found
    )
    return f'<h3 class="pr-terms-title">{escape(title)}</h3><dl class="pr-terms">{rows}</dl>'


def coded(words: str) -> str:
    """HTML of a sentence, with what stands between backticks as code.

    >>> coded("at `{soft:N}` & more")
    'at <code>{soft:N}</code> &amp; more'
    """
    return CODE.sub(r"<code>\1</code>", escape(words))
