"""Which variant is better, by how much, and how sure one can be."""

import streamlit as st

from promptrec.ui.compare_beyond import beyond_accuracy_section
from promptrec.ui.compare_choice import choose_runs
from promptrec.ui.compare_detail import class_report, curves
from promptrec.ui.compare_rows import Row, baseline_rows, comparison, run_name
from promptrec.ui.confirm import confirm
from promptrec.ui.pickers import pick_dataset
from promptrec.ui.say import say
from promptrec.ui.state import dataset, dataset_source
from promptrec.ui.verdict_card import verdict_card

st.title(say("compare.title"))
st.markdown(say("compare.intro"))

source = dataset_source(pick_dataset())
runs = choose_runs(source)
with st.spinner(say("pick.opening")):
    data = dataset(source)
    rows = [Row(run_name(run), run.result.metrics, run) for run in runs if run.result]
    baselines = baseline_rows(data, runs[0].settings, "valid")

st.header(say("verdict.title"))
verdict_card(data, runs)

st.header(say("compare.on_valid"))
comparison([*rows, *baselines], "valid")

st.header(say("compare.classes"))
class_report(runs)

st.header(say("compare.curves"))
curves(runs, "valid")

st.header(say("beyond.title"))
beyond_accuracy_section(data, runs)

st.header(say("compare.on_test"))
confirm(data, runs)
