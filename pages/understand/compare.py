"""Which variant is better, by how much, and how sure one can be."""

import streamlit as st

from promptrec.ui.compare_beyond import beyond_accuracy_section
from promptrec.ui.compare_choice import choose_runs, repeat
from promptrec.ui.compare_detail import classes, curves
from promptrec.ui.compare_formats import robustness
from promptrec.ui.compare_ladder import cold_start
from promptrec.ui.compare_numbers import between_and_within, differences
from promptrec.ui.compare_rows import Row, baseline_rows, comparison, run_name
from promptrec.ui.compare_state import variants
from promptrec.ui.compare_users import users
from promptrec.ui.compare_view import choose_view
from promptrec.ui.confirm import confirm
from promptrec.ui.pickers import pick_dataset
from promptrec.ui.say import say
from promptrec.ui.state import dataset, dataset_source
from promptrec.ui.verdict_card import ask, verdict_card

st.title(say("compare.title"))
st.markdown(say("compare.intro"))

source = dataset_source(pick_dataset())
runs = choose_runs(source)
with st.spinner(say("pick.opening")):
    data = dataset(source)
    found = variants(runs)
repeat(found)

st.header(say("verdict.title"))
found, asked = ask(found)
verdict = verdict_card(found, asked)

view = choose_view(verdict)
if view == "metrics":
    rows = [Row(run_name(run), run.result.metrics, run) for run in runs if run.result]
    comparison([*rows, *baseline_rows(data, runs[0].settings, "valid")], "valid")
    between_and_within(found)
elif view == "curves":
    curves(found)
elif view == "classes":
    classes(found)
elif view == "ladder":
    cold_start(found)
elif view == "beyond":
    beyond_accuracy_section(data, runs)
elif view == "test":
    confirm(found, asked)
elif view == "users" and verdict:
    users(data, found, asked)
elif view == "formats" and verdict:
    robustness(verdict, found, asked)
elif verdict:
    differences(verdict, found)
