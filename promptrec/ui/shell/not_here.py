"""What a link asks for and this app does not have: said before something else is shown."""

from collections.abc import Collection, Iterable

import streamlit as st

from promptrec.errors import StoreError
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store
from promptrec.words.table import Sentence

DELETED = "sentence.run_deleted"


def asked_for(what: str, name: str, choices: Collection[str], shown: str) -> None:
    """Say it where the address names a value that is none of the choices.

    what: a word of the section `link`; name: of the value in the address; shown: what is there
    instead.
    """
    asked = st.query_params.get(name, "")
    if asked and asked not in choices:
        not_here(what, asked, shown)


def not_here(what: str, asked: str, shown: str) -> None:
    """One warning: what the link names, and what is shown instead."""
    words = {"what": say(f"link.{what}"), "asked": plain(asked), "shown": plain(shown)}
    st.warning(say("link.not_here" if shown else "link.left_out", **words))


def tell_unfinished(run: str, shown: str) -> bool:
    """Say that a run has not finished, and what is shown until then; False for any other run."""
    under_way = any(one.id == run and not one.state.finished for one in store().runs())
    if under_way:
        st.info(say("pick.unfinished", run=plain(run), shown=plain(shown)))
    return under_way


def deleted_words(run: str) -> Sentence | None:
    """The sentence of a run that was deleted; None for one that is there or never was."""
    try:
        store().run(run)
    except StoreError as error:
        return error.sentence if error.sentence.key.startswith(DELETED) else None
    return None


def tell_deleted(runs: Iterable[str]) -> bool:
    """Warn of the runs among these that were deleted; True when there is one."""
    found = [words for run in runs if (words := deleted_words(run)) is not None]
    if found:
        st.warning(" ".join((*map(in_words, found), say("runs.deleted_elsewhere"))))
    return bool(found)
