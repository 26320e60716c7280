"""Decide how a model is tuned, see what that means, and put it into the queue."""

import streamlit as st

from promptrec.settings import RunSettings
from promptrec.ui.runs.begin import all_settings, begin, called
from promptrec.ui.runs.check import show_check
from promptrec.ui.runs.link import first_template
from promptrec.ui.runs.presets import preset_cards
from promptrec.ui.shared.pickers import pick_dataset
from promptrec.ui.shared.start_run import get_ready
from promptrec.ui.shared.template_pick import pick_template
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source, keys
from promptrec.ui.templates.lint_notes import lint_notes

st.title(say("new_run.title"))
st.caption(say("new_run.intro"))

with st.container(key="pr_about"):
    left, right = st.columns(2, gap="large")
    with left:
        source = dataset_source(pick_dataset())
    with st.spinner(say("pick.opening")):
        data = dataset(source)
    with right:
        first_template(source, data)
        template = pick_template(data)

ways, go, words = (st.container(key=f"pr_{name}") for name in ("ways", "start", "words"))
made = all_settings(source, data, template, words)
with ways:
    preset_cards(source, data, template, made)
with words:
    name, note = called(template, made)
with go:
    found = begin(data, made, name, note)

if found is not None and isinstance(made, RunSettings):
    st.header(say("new_run.plan"))
    show_check(found)
    lint_notes(data, made, keys.SETTING.of("model").set)
get_ready()
