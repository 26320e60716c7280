"""All runs as a table: what was tuned, how far it is, what came out."""

import math
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.plots.style import shortened
from promptrec.records import Interval
from promptrec.report.voice import run_label, run_title
from promptrec.store.snapshots import Run, RunState
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.shared.numbers import duration, moment
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import language, say, say_text
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store
from promptrec.ui.state.served import keep_going
from promptrec.words.named import metric_term

MARKS = {
    RunState.QUEUED: "○",
    RunState.RUNNING: "◐",
    RunState.SUCCEEDED: "●",
    RunState.FAILED: "✕",
    RunState.CANCELLED: "–",
    RunState.UNREADABLE: "?",
}


EVERY_S = 1.5  # between two looks while something is under way
ROW, SHOWN = 35, 6  # pixels of a row; rows in sight, so that the run below them is, too
NOTE = 60  # characters of a note in a list of choices
COLUMNS = (
    "run",
    "name",
    "note",
    "state",
    "progress",
    MAIN,
    BESIDE,
    "data",
    "method",
    "took",
    "queued",
)


def state_words(state: RunState) -> str:
    """The state with a mark, so that colour is never needed to read it."""
    return f"{MARKS[state]} {say(f'state.{state}')}"


def title_of(run: Run) -> str:
    """What a run is called."""
    return run_title(run, language())


def label_of(run: Run) -> str:
    """How a run stands in lists of choices: its id, what it is called and what it is for."""
    label = run_label(run, language())
    return f"{label} – {shortened(run.note, NOTE)}" if run.note else label


def run_list(runs: Sequence[Run]) -> None:
    """The table, newest first; it keeps itself up to date while something is under way."""
    busy = any(not run.state.finished for run in runs)

    @st.fragment(run_every=EVERY_S if busy else None)
    @guarded
    def live() -> None:
        now = store().runs()
        keep_going(now)
        show(now)

    live()


def show(runs: Sequence[Run]) -> None:
    """The table; progress stands there only while something runs, notes where there are some."""
    empty = set() if any(run.state == RunState.RUNNING for run in runs) else {"progress"}
    empty |= set() if any(run.note for run in runs) else {"note"}
    column = st.column_config
    st.dataframe(
        pd.DataFrame(map(row_of, runs)),
        hide_index=True,
        height=ROW * (1 + min(len(runs), SHOWN)) + 2,
        column_order=[name for name in COLUMNS if name not in empty],
        column_config={
            "run": column.TextColumn(say("runs.run"), width="small"),
            "name": column.TextColumn(say("runs.name")),
            "note": column.TextColumn(say("runs.note")),
            "state": column.TextColumn(say("runs.state")),
            "progress": column.ProgressColumn(say("runs.progress"), format="percent"),
            MAIN: column.TextColumn(metric_words(MAIN), help=say(f"metric.{MAIN}_help")),
            BESIDE: column.TextColumn(
                metric_term(language(), BESIDE),
                help=f"{metric_words(BESIDE)}. {say(f'metric.{BESIDE}_help')}",
            ),
            "data": column.TextColumn(say("runs.data")),
            "method": column.TextColumn(say("setting.method")),
            "took": column.TextColumn(say("runs.took")),
            "queued": column.TextColumn(say("runs.queued")),
        },
    )
    for run in runs:
        if run.unreadable:
            st.warning(in_words(run.unreadable))


def row_of(run: Run) -> dict[str, object]:
    """A run as a row of the table."""
    return {
        "run": run.id,
        "name": title_of(run),
        "note": run.note,
        "state": state_words(run.state),
        "progress": run.progress if run.state == RunState.RUNNING else None,
        MAIN: metric_of(run, MAIN),
        BESIDE: metric_of(run, BESIDE),
        "data": "–" if run.unreadable else run.settings.dataset.rpartition("/")[2],
        "method": "–" if run.unreadable else run.settings.method,
        "took": "" if run.unreadable or run.result is None else duration(run.result.seconds),
        "queued": moment(run.queued_at),
    }


def metric_of(run: Run, name: str) -> str:
    """A metric on valid, marked where few users stand behind it; a dash where there is none."""
    if run.unreadable or run.result is None:
        return ""
    found = run.result.metrics.get(name, Interval(math.nan))
    value = f"{Interval(found.value)}"
    if found.known or math.isnan(found.value):
        return value
    return say_text("metric.few_users", value=value)
