"""Which model scores the examples while one types: none, the untuned one, or a finished run."""

import streamlit as st

from promptrec.ui.shared.first_run import first_run
from promptrec.ui.shared.pickers import finished_runs
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys

NOTHING, UNTUNED = "nothing", "untuned"


def pick_scorer(source: str) -> str:
    """NOTHING, UNTUNED or the id of a run on this data, at first of the best."""
    runs = [run for run in finished_runs() if run.settings.dataset == source and run.checkpoint]
    names = {run.id: label_of(run) for run in runs}

    def label(key: str) -> str:
        return names.get(key) or say(f"templates.score_{key}")

    keys.SCORE_WITH.give_way(
        [NOTHING, UNTUNED, *names], first_run(runs, source).id if runs else NOTHING
    )
    return str(
        st.selectbox(
            say("templates.score_with"),
            [NOTHING, UNTUNED, *names],
            format_func=label,
            key=keys.SCORE_WITH.name,
            help=say("templates.score_help"),
            persist_state="session",
        )
    )
