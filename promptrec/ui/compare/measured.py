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
from promptrec.ui.shared.start_run import start_measuring
from promptrec.ui.shared.under_way import under_way
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store
from promptrec.ui.state.home import home
from promptrec.ui.state.results import made_once

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
