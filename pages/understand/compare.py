"""Which variant is better, by how much, and how sure one can be."""

import streamlit as st

from promptrec.ui.compare.beyond import beyond_accuracy_section
from promptrec.ui.compare.choice import add_untuned, choose_runs, choose_view, repeat
from promptrec.ui.compare.confirm import confirm
from promptrec.ui.compare.detail import classes, curves
from promptrec.ui.compare.files.kind import compares_files
from promptrec.ui.compare.files.view import brought_scores
from promptrec.ui.compare.formats import robustness
from promptrec.ui.compare.ladder import cold_start
from promptrec.ui.compare.link import addressed, take_address
from promptrec.ui.compare.metrics import metrics_view
from promptrec.ui.compare.numbers import values
from promptrec.ui.compare.rows import beside_twin, judged_rows, variants
from promptrec.ui.compare.users import users
from promptrec.ui.compare.verdict_card import ask, verdict_card
from promptrec.ui.compare.winners import winners_view
from promptrec.ui.shared.pickers import pick_dataset
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source

st.title(say("compare.title"))
if compares_files():
    brought_scores()
    st.stop()
st.markdown(say("compare.intro"))

take_address()
source = dataset_source(pick_dataset())
missing = st.container()
runs = choose_runs(source)
card, more, to_read = st.container(), st.container(horizontal=True), st.container()

with addressed(runs, missing, to_read):
    with st.spinner(say("pick.opening")):
        data = dataset(source)
        chosen = variants(runs)
    with more:  # below the verdict, which comes first
        add_untuned(runs)
        repeat(chosen)
    with card:
        st.header(say("verdict.title"))
        first = st.container()
        found, asked = ask(beside_twin(chosen))
        with first:  # above what was asked, so that it is in sight at once
            verdict = verdict_card(found, asked, ends=len(chosen) > 1)
    view = choose_view(verdict)
    if view == "metrics":
        metrics_view(found, judged_rows(found, asked.metric, verdict), asked.metric, verdict)
    elif view == "curves":
        curves(found, judged_rows(found, asked.metric, verdict))
    elif view == "classes":
        classes(found, judged_rows(found, asked.metric, verdict))
    elif view == "ladder":
        cold_start(found)
    elif view == "beyond":
        beyond_accuracy_section(data, found)
    elif view == "test":
        confirm(found, asked)
    elif view == "users" and verdict:
        winners_view(data, found, asked)
        users(found, asked, verdict)
    elif view == "formats" and verdict:
        robustness(verdict, found, asked)
    elif verdict:
        values(verdict, found, asked)
