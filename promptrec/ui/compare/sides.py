"""The runs that the address of the Compare page names, e.g. from two templates side by side."""

from collections.abc import Collection, Sequence

import streamlit as st

from promptrec.store.snapshots import Run, RunState
from promptrec.ui.compare.choice import ground_of
from promptrec.ui.shared.run_list import EVERY_S, label_of, state_words
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys, store


def take_sides(source: str) -> None:
    """Choose them, the first as the control, once a visit; the page waits for those at work."""
    asked = st.query_params.get(keys.SIDES.name, "")
    if not asked or asked == keys.SIDES.get():
        return
    every = {run.id: run for run in store().readable_runs() if run.settings.dataset == source}
    ids = list(dict.fromkeys(asked.split(",")))
    for one in ids:
        if one not in every:
            not_here("run", one, "")
    runs = [every[one] for one in ids if one in every]
    if any(not run.state.finished for run in runs):
        wait_for(runs)
        st.stop()
    keys.SIDES.set(asked)
    for run in runs:
        if run.state is not RunState.SUCCEEDED:
            st.warning(say("ab.ended", run=plain(label_of(run)), state=state_words(run.state)))
    choose([run for run in runs if run.state is RunState.SUCCEEDED], every)


def choose(runs: Sequence[Run], known: Collection[str]) -> None:
    """Let the page begin with these runs and their split; known: the others are no news."""
    if not runs:
        return
    split = runs[0].settings.split.as_now
    keys.COMPARE_SPLIT.set(split)
    ground = ground_of(runs[0].settings.dataset, split)
    keys.COMPARED_SEEN.of(*ground).set(set(known))
    keys.COMPARED.of(*ground).set([run.id for run in runs if run.settings.split.as_now == split])
    keys.VERDICT_CONTROL.set(runs[0].id)


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
