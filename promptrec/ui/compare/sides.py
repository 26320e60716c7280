"""Runs that a link compares while they are still at work, e.g. two templates side by side."""

from collections.abc import Collection, Sequence

import streamlit as st

from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.run_list import EVERY_S, label_of, state_words
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import store


def wait_for(ids: Collection[str]) -> None:
    """Stop the page until all of these runs have ended; those that are not here are passed over."""
    runs = [run for run in store().readable_runs() if run.id in ids]
    if all(run.state.finished for run in runs):
        return
    show_progress(runs)
    st.page_link("pages/train/runs.py", label=say("ab.runs"))
    st.stop()


def show_progress(runs: Sequence[Run]) -> None:
    """How far they are; the page goes on by itself."""
    st.info(say("ab.waiting"))

    @st.fragment(run_every=EVERY_S)
    @guarded
    def live() -> None:
        now = [store().run(run.id) for run in runs]
        for run in now:
            share = 1.0 if run.state is RunState.SUCCEEDED else run.progress or 0.0
            st.progress(share, text=f"{state_words(run.state)} · {plain(label_of(run))}")
        if all(run.state.finished for run in now):
            st.rerun()

    live()
