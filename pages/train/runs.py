"""What was tuned, what is being tuned, and how it goes."""

import streamlit as st

from promptrec.ui.empty import empty
from promptrec.ui.pickers import pick_run
from promptrec.ui.run_list import run_list
from promptrec.ui.run_view import run_view
from promptrec.ui.say import say
from promptrec.ui.state import store

st.title(say("runs.title"))

runs = store().runs()
if not runs:
    empty(say("runs.none"), "pages/train/new_run.py", say("runs.begin"))

run_list(runs)
run_view(pick_run(runs))
