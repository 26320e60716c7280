"""Put a job into the queue, see to it that somebody works on it, and show how far it is."""

import contextlib

import streamlit as st

from promptrec.errors import PromptRecError, StoreError
from promptrec.judge.starting import ready_to_queue
from promptrec.settings import Measuring, RunSettings, SearchSettings
from promptrec.settings.resources import covers, of_this_machine
from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.numbers import duration
from promptrec.ui.shared.run_list import EVERY_S, label_of
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.private_streamlit import STANDING
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store
from promptrec.ui.state.served import keep_going, see_to_it
from promptrec.worker.life.spare import keep_limit


def start_run(settings: RunSettings, name: str = "", note: str = "") -> Run:
    """Queue the settings, in numbers; start a supervisor when none holds this home.

    note: what the run is for.
    """
    run = store().queue(ready_to_queue(settings), name=name, note=note)
    see_to_it()
    return run


def get_ready() -> None:
    """Let a process import what a run needs while somebody still decides about one.

    Only behind the doors of an app that was launched. What does not work is said when a run is
    started.
    """
    if STANDING and keep_limit():
        with contextlib.suppress(PromptRecError, OSError):
            see_to_it()


def start_search(search: SearchSettings, name: str = "") -> Run:
    """Queue a search, and see to it that somebody works on it."""
    run = store().queue_search(search, name=name)
    see_to_it()
    return run


def start_measuring(asked: Measuring) -> Run:
    """Queue a measurement of finished runs; one that is under way already is not begun again."""
    run = store().queue_measuring(asked)
    see_to_it()
    return run


def resume_search(run: Run) -> Run:
    """Queue a search that was stopped once more; its trials stay."""
    if run.search is None:
        raise StoreError("sentence.no_search_resume", run=run.id)
    again = store().go_on(run.id, run.search)
    see_to_it()
    return again


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
        keep_going([now])
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
    if not covers(of_this_machine(), job.needs):
        return say("measured.waits_for_offer", needs=job.needs)
    before = [one for one in store().all_jobs(RunState.RUNNING) if one.id != job.id]
    if not before:
        return ""
    first = before[0]
    name = label_of(first) if first.ordinary and not first.unreadable else first.id
    return say("measured.waits", name=plain(name))
