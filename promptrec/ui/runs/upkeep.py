"""A run as a thing of one's own: its name, what it is for, and deleting it."""

from typing import Any

import streamlit as st

from promptrec.store.snapshots import Run
from promptrec.store.upkeep.deleting import delete_run, lost, uses_of
from promptrec.ui.runs.begin import LONGEST
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_text, in_words
from promptrec.ui.state import keys, store
from promptrec.ui.state.key import Key


def upkeep(row: DeltaGenerator, run: Run, title: str, choice: Key[Any] = keys.RUN) -> None:
    """Two buttons that open; an example has none: it stays as it is.

    title: what the run is called; choice: where the page keeps which run it shows.
    """
    if run.example:
        return
    with row.popover(say("runs.describe"), icon=":material/edit:"):
        describe(run, title)
    if run.state.finished:
        with row.popover(say("runs.delete"), icon=":material/delete:"):
            delete(run, title, choice)


def describe(run: Run, title: str) -> None:
    """Another name, and what the run is for."""
    name = st.text_input(
        say("runs.name"),
        value=in_text(run.name),
        placeholder=title,
        max_chars=LONGEST,
        key=keys.RUN_RENAMED.of(run.id).name,
    )
    note = st.text_input(
        say("runs.note"),
        value=run.note,
        placeholder=say("new_run.note_example"),
        max_chars=LONGEST,
        key=keys.RUN_NOTED.of(run.id).name,
    )
    if st.button(say("runs.keep"), key=f"keep_{run.id}", type="primary"):
        if name != in_text(run.name):
            store().rename(run.id, name)
        store().set_note(run.id, note)
        st.toast(say("runs.kept", run=run.id))
        st.rerun()


def delete(run: Run, title: str, choice: Key[Any]) -> None:
    """Say what would be lost, and delete once that is ticked."""
    st.markdown(f"**{say('runs.delete_what', run=run.id, name=plain(title))}**")
    for line in lost(uses_of(store(), run)):
        st.markdown(f"- {in_words(line)}")
    sure = st.checkbox(say("runs.sure", run=run.id), key=keys.RUN_SURE.of(run.id).name)
    st.button(
        say("runs.delete_yes"),
        key=f"delete_{run.id}",
        disabled=not sure,
        on_click=deleted,
        args=(run.id, choice),
    )


def deleted(run: str, choice: Key[Any]) -> None:
    """Delete a run, and let the page choose another one."""
    delete_run(store(), run)
    keys.RUN_DELETED.set(run)
    choice.set(None)  # leaves the address, too
    st.toast(say("runs.deleted", run=run))
