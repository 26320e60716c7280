"""What was tuned, what is being tuned, and how it goes."""

import streamlit as st

from promptrec.ui.runs.examples import examples_row
from promptrec.ui.runs.view import run_view
from promptrec.ui.shared.empty import empty
from promptrec.ui.shared.pickers import pick_run
from promptrec.ui.shared.run_list import run_list
from promptrec.ui.shell.say import say
from promptrec.ui.state import store

st.title(say("runs.title"))

runs = store().runs()
if not runs:
    empty(say("runs.none"), "pages/train/new_run.py", say("runs.begin"))

run_list(runs)
examples_row(runs)
run_view(pick_run(runs))
