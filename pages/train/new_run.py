"""Decide how a model is tuned, see what that means, and put it into the queue."""

import streamlit as st

from promptrec.ui.runs.check import check, show_check
from promptrec.ui.runs.form import run_form
from promptrec.ui.shared.pickers import pick_dataset
from promptrec.ui.shared.start_run import start_run
from promptrec.ui.shared.template_pick import pick_template
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source, keys
from promptrec.ui.templates.lint_notes import lint_notes

st.title(say("new_run.title"))
st.markdown(say("new_run.intro"))

left, right = st.columns(2, gap="large")
with left:
    source = dataset_source(pick_dataset())
with st.spinner(say("pick.opening")):
    data = dataset(source)
with right:
    template = pick_template(data)

settings = run_form(source, data, template)

st.header(say("new_run.plan"))
with st.spinner(say("new_run.checking")):
    show_check(check(data, settings))
    lint_notes(data, settings, keys.SETTING.of("model").set)

name = st.text_input(
    say("new_run.name"), placeholder=f"{template.name}, {settings.method}", key=keys.RUN_NAME.name
)
if st.button(say("new_run.start"), type="primary"):
    run = start_run(settings, name)
    st.switch_page("pages/train/runs.py", query_params={"run": run.id})
