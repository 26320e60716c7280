"""A measurement that takes minutes: kept, under way, or offered with how long it will take."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from promptrec.beyond import kept
from promptrec.beyond.workload import time_of
from promptrec.judge.entrants import Group
from promptrec.judge.run_time import START_S, RunTime
from promptrec.settings import Measuring
from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.numbers import duration, moment
from promptrec.ui.shared.run_list import EVERY_S, label_of
from promptrec.ui.shared.start_run import start_measuring
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store
from promptrec.ui.state.home import home
from promptrec.ui.state.results import made_once
from promptrec.worker.supervisor import ensure_supervisor

QUICK_S = 5.0  # what is shorter needs no worker


def measured(groups: Sequence[Group], asked: Measuring) -> Any:
    """What was measured, by whomever and whenever; None while there is nothing to show."""
    with st.spinner(say("measured.looking"), show_time=True):
        asked = kept.named(asked, groups)
        known = kept.kept(home(), asked)
    if known is not None:
        took = duration(known.seconds)
        st.caption(say("measured.kept", at=moment(known.at), took=took))
        return known.found
    job = job_of(asked)
    if job is not None and not job.state.finished:
        under_way(job)
    else:
        if job is not None and job.state != RunState.SUCCEEDED:
            ended(job)
        offer(groups, asked)
    return None


def job_of(asked: Measuring) -> Run | None:
    """The newest job that measures or measured exactly this."""
    text = asked.to_json()
    return next((one for one in store().measurings() if one.measuring_json == text), None)


def ended(job: Run) -> None:
    """Why the last try has nothing to show."""
    if job.state == RunState.CANCELLED:
        st.info(say("measured.cancelled"))
    else:
        st.error(say("measured.failed", why=in_words(job.message)))


def offer(groups: Sequence[Group], asked: Measuring) -> None:
    """How long it will take, and the button that begins it."""
    with st.spinner(say("measured.looking"), show_time=True):
        time = made_once(
            ("time of", asked, len(store().all_jobs())),
            lambda: time_of(asked, groups, store().all_jobs()),
        )
    quick = time.seconds - START_S < QUICK_S
    st.caption(about(time, quick=quick))
    if not st.button(say("measured.go"), key=f"measure_{asked.kind}", type="primary"):
        return
    if quick:
        measure_here(groups, asked)
    else:
        start_measuring(asked)
    st.rerun()


def about(time: RunTime, *, quick: bool) -> str:
    """The estimate in words."""
    if quick:
        return say("measured.quick")
    ground = say("measured.by_machine" if time.measured else "measured.by_guess")
    return say("measured.about", time=duration(time.seconds), ground=ground)


def measure_here(groups: Sequence[Group], asked: Measuring) -> None:
    """Measure on the page, with what is being done."""
    bar, words = st.progress(0.0), st.empty()

    def note(text: str) -> None:
        words.caption(in_words(text))

    kept.measured(home(), groups, asked, note, lambda done: show_share(bar, done))
    bar.empty()
    words.empty()


def show_share(bar: Any, done: float) -> None:
    """A bar at a share done, 0 to 1."""
    bar.progress(min(1.0, done))


def under_way(job: Run) -> None:
    """Progress, what is being done, what is left, and a way to stop; it looks again by itself."""

    @st.fragment(run_every=EVERY_S)
    @guarded
    def live() -> None:
        now = store().run(job.id)
        if now.state.finished:
            st.rerun()
        if now.state == RunState.QUEUED:
            ensure_supervisor(home())  # one that was ended is started anew
        st.progress(now.progress, text=doing(now))
        st.caption(say("measured.leave"))
        asked = now.cancel_requested
        words = say("runs.stopping") if asked else say("measured.cancel")
        if st.button(words, key=f"cancel_{now.id}", disabled=asked):
            store().request_cancel(now.id)
            st.rerun()

    live()


def doing(job: Run) -> str:
    """What a job does right now, or whom it waits for."""
    if job.state == RunState.QUEUED:
        first = [one for one in store().all_jobs(RunState.RUNNING) if one.id != job.id]
        if not first:
            return say("measured.begins")
        return say(
            "measured.waits", name=plain(first[0].id if first[0].unreadable else named(first[0]))
        )
    lines = store().log_lines(job.id)
    words = in_words(lines[-1].text) if lines else say("measured.opens")
    parts = [f"{job.progress:.0%}", plain(words)]
    if job.seconds_left and job.seconds_left >= 1:
        parts.append(say("runs.left", left=duration(job.seconds_left)))
    return " · ".join(parts)


def named(job: Run) -> str:
    """What is under way before it: a run by its name, another measurement by its number."""
    return label_of(job) if job.ordinary else job.id
