"""Which model scores the examples while one types: none, the untuned one, or a finished run."""

import streamlit as st

from promptrec.report.voice import labels_of
from promptrec.ui.pickers import finished_runs
from promptrec.ui.say import language, say

NOTHING, UNTUNED = "nothing", "untuned"


def pick_scorer(source: str) -> str:
    """NOTHING, UNTUNED or the id of a run on this data. Nothing is loaded here."""
    runs = [run for run in finished_runs() if run.settings.dataset == source and run.checkpoint]
    names = labels_of(runs, language())

    def label(key: str) -> str:
        return names[key] if key in names else say(f"templates.score_{key}")

    return str(
        st.selectbox(
            say("templates.score_with"),
            [NOTHING, UNTUNED, *names],
            format_func=label,
            key="score_with",
            help=say("templates.score_help"),
            persist_state="session",
        )
    )
