"""What the example experiments among the runs are, and a way to be rid of them."""

from collections.abc import Sequence

import streamlit as st

from promptrec.store.shipped_runs import remove_examples
from promptrec.store.snapshots import Run
from promptrec.ui.shell.say import say
from promptrec.ui.state import store


def examples_row(runs: Sequence[Run]) -> None:
    """A line under the list of runs; nothing where there are no examples."""
    if not any(run.example for run in runs):
        return
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    row.caption(say("runs.examples"))
    with row.popover(say("runs.remove_examples")):
        st.markdown(say("runs.remove_examples_what"))
        st.button(
            say("runs.remove_examples_yes"),
            key="remove_examples",
            on_click=remove,
        )


def remove() -> None:
    """Take the examples out of this home."""
    remove_examples(store())
