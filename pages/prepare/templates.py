"""Write a template and see at once what the model will read."""

import streamlit as st

from promptrec.ui.shared.pickers import pick_dataset
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source
from promptrec.ui.templates.field_palette import field_palette
from promptrec.ui.templates.link import take_ab_address, take_template_address
from promptrec.ui.templates.proposed import proposed
from promptrec.ui.templates.shelf import actions, history, shelf
from promptrec.ui.templates.stage import stage
from promptrec.ui.templates.workbench import workbench

st.title(say("templates.title"))
st.markdown(say("templates.intro"))

left, right = st.columns(2, gap="large")
with left:
    source = dataset_source(pick_dataset())
with st.spinner(say("pick.opening")):
    data = dataset(source)
take_template_address(data)
with right:
    shelf(data)
take_ab_address(data)

user, item = workbench(source, data)
actions(data)
stage(data)
proposed(data)
field_palette(data, user, item)
with st.expander(say("templates.history")):
    history(data)
