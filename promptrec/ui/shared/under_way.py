"""A job that somebody waits for: how far it is, what it does right now, how to stop it."""

import streamlit as st

from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.numbers import duration
from promptrec.ui.shared.run_list import EVERY_S, label_of
from promptrec.ui.shared.start_run import see_to_it
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store


def under_way(job: Run) -> None:
    """Progress, what is being done, what is left, and a way to stop; it looks again by itself."""

    @st.fragment(run_every=EVERY_S)
    @guarded
    def live() -> None:
        now = store().run(job.id)
        if now.state.finished:
            st.rerun()
        if now.state == RunState.QUEUED:
            see_to_it()  # a supervisor that was ended is started anew
        st.progress(now.progress, text=doing(now))
        st.caption(say("measured.leave"))
        asked = now.cancel_requested
        words = say("runs.stopping") if asked else say("measured.cancel")
        if st.button(words, key=f"stop_{now.id}", disabled=asked):
            store().request_cancel(now.id)
            st.rerun()

    live()


def doing(job: Run) -> str:
    """What a job does right now, or whom it waits for."""
    if job.state == RunState.QUEUED:
        return waits_for(job) or say("measured.begins")
    lines = store().log_lines(job.id)
    words = in_words(lines[-1].text) if lines else say("measured.opens")
    parts = [f"{job.progress:.0%}", plain(words)]
    if job.seconds_left and job.seconds_left >= 1:
        parts.append(say("runs.left", left=duration(job.seconds_left)))
    return " · ".join(parts)


def waits_for(job: Run) -> str:
    """Whom a queued job waits for, in a sentence; "" where nobody is before it."""
    before = [one for one in store().all_jobs(RunState.RUNNING) if one.id != job.id]
    if not before:
        return ""
    first = before[0]
    name = label_of(first) if first.ordinary and not first.unreadable else first.id
    return say("measured.waits", name=plain(name))
