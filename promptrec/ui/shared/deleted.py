"""What is said of runs that a link or a choice names and that somebody deleted."""

from collections.abc import Iterable

import streamlit as st

from promptrec.errors import StoreError
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store
from promptrec.words.table import Sentence

DELETED = "sentence.run_deleted"


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
