"""The glossary: a dialog on every page, and the same sentences as help marks beside terms."""

import re
from html import escape

import streamlit as st

from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.reading import is_reading
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys
from promptrec.words.glossary import Term, metrics, named, searched, terms

PLACE = "pr-term-"  # of a term in the glossary; history.js opens it there
CODE = re.compile(r"`([^`]+)`")
OF_PAGE = {  # the terms that a page is about, in the order in which they are met on it
    "prepare/data": ("user", "item", "interaction", "label", "history", "split", "cold"),
    "prepare/templates": ("template", "field", "prompt", "mask", "label_words", "score", "token"),
    "train/new_run": (
        "run",
        "preset",
        "note",
        "settings",
        "epoch",
        "head",
        "verbalizer",
        "start",
        "baseline",
    ),
    "train/runs": ("run", "stage", "note", "gauc_rows", "auc", "epoch", "measure", "checkpoint"),
    "train/search": ("heat", "interim_look", "template", "settings", "look", "hint"),
    "train/label": ("label", "score", "run"),
    "understand/lesson": ("template", "mask", "log_odds", "score", "attribution", "faithful"),
    "understand/explain": ("score", "log_odds", "attribution", "faithful", "trust", "token"),
    "understand/compare": (
        "verdict",
        "variant",
        "twin",
        "baseline",
        "yardstick",
        "interval",
        "memo",
    ),
    "use/recommend": ("top_k", "candidate", "score", "place", "ranking"),
    "use/review": ("top_k", "place", "score"),
    "use/deploy": ("run", "checkpoint", "score", "top_k"),
}


def about(name: str) -> str | None:
    """What a term or a metric means, and the way to it in the glossary, for a help mark.

    Nothing on a page for reading, which has no glossary to open.
    """
    found = None if is_reading() else named(language(), name)
    if found is None:
        return None
    way = f"[{say('glossary.title')} →](#{PLACE}{name})"
    return f"**{plain(found.words)}**: {found.meaning} {way}"


def explained(words: str, *names: str) -> str:
    """The help of a widget, and below it the first of these terms that the glossary has."""
    term = next(filter(None, map(about, names)), None)
    return "\n\n".join(filter(None, (words, term)))


@st.fragment
@guarded
def glossary_button(page: str) -> None:
    """A button that opens the glossary; neither opening nor searching runs the page again."""
    if st.button(say("glossary.title"), type="tertiary", key="pr_glossary"):
        st.dialog(say("glossary.title"), width="large")(glossary)(page)


def glossary(page: str) -> None:
    """A box to search in, and all terms that hold what it says; first those of the page."""
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
    if not asked:
        found = {"here": terms_of(page), **found}
    for name, some in found.items():
        if some:
            st.html(list_html(say(f"glossary.{name}"), some))
    if not any(found.values()):
        st.info(say("glossary.none", asked=plain(asked)))


def terms_of(page: str) -> tuple[Term, ...]:
    """The terms that a page is about."""
    known = (named(language(), name) for name in OF_PAGE.get(page, ()))
    return tuple(one for one in known if one is not None)


def list_html(title: str, found: tuple[Term, ...]) -> str:
    """Terms under a heading."""
    rows = "".join(
        f'<div class="{PLACE}{one.name}"><dt>{escape(one.words)}</dt>'
        f"<dd>{coded(one.meaning)}</dd></div>"
        for one in found
    )
    return f'<h3 class="pr-terms-title">{escape(title)}</h3><dl class="pr-terms">{rows}</dl>'


def coded(words: str) -> str:
    """HTML of a sentence, with what stands between backticks as code.

    >>> coded("at `{soft:N}` & more")
    'at <code>{soft:N}</code> &amp; more'
    """
    return CODE.sub(r"<code>\1</code>", escape(words))
