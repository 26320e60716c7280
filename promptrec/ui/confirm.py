"""Test rows stay locked until somebody confirms; every look is counted and shown."""

from collections.abc import Sequence

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.store.snapshots import Run
from promptrec.ui.compare_rows import Row, baseline_rows, comparison, run_name
from promptrec.ui.say import say
from promptrec.ui.state import evaluation, store

COMMAND = "confirm on the Compare page"


def confirm(data: Dataset, runs: Sequence[Run]) -> None:
    """The lock, and behind it the comparison on test."""
    split = runs[0].settings.split.name
    looks = store().looks(data.fingerprint(), split)
    opened: set[str] = st.session_state.setdefault("looked_at_test", set())
    st.caption(say("compare.looks", looks=looks))
    locked = [run for run in runs if run.id not in opened]
    if locked:
        st.markdown(say("compare.locked"))
        if not st.button(say("compare.confirm", count=len(locked)), type="primary"):
            return
        for run in locked:
            with st.spinner(say("compare.scoring", name=run_name(run)), show_time=True):
                evaluation(run.id, "test")
            store().add_look(command=COMMAND, dataset=data.fingerprint(), split=split, run=run.id)
            opened.add(run.id)
        st.rerun()
    rows = [Row(run_name(run), evaluation(run.id, "test").metrics, run) for run in runs]
    comparison([*rows, *baseline_rows(data, runs[0].settings, "test")], "test")
