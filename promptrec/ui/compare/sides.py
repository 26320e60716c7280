"""Two runs that are to be compared once both have finished: the Compare page waits for them."""

from collections.abc import Sequence

import streamlit as st

from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.run_list import EVERY_S, label_of, state_words
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import store

SIDES = "sides"  # in the address: ids of runs


def take_sides() -> None:
    """Wait for the runs that the address names; then it names a comparison of them, as any other.

    The first is the control.
    """
    asked = [one for one in st.query_params.get(SIDES, "").split(",") if one]
    if not asked:
        return
    every = {run.id: run for run in store().readable_runs()}
    runs = [every[one] for one in asked if one in every]
    if any(not run.state.finished for run in runs):
        wait_for(runs)
        st.stop()
    failed = [run for run in runs if run.state is not RunState.SUCCEEDED]
    for run in failed:
        st.warning(say("ab.ended", run=plain(label_of(run)), state=state_words(run.state)))
    del st.query_params[SIDES]
    left = [one for one in asked if one not in [run.id for run in failed]]
    if left:
        st.query_params.update({"runs": ",".join(left), "control": left[0]})


def wait_for(runs: Sequence[Run]) -> None:
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
    st.page_link("pages/train/runs.py", label=say("ab.runs"))
