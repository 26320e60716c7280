"""Answer the questions that teach the model most, and use the answers in the next run."""

import streamlit as st

from promptrec.ui.label_view import ask_again, label_source, question_cards
from promptrec.ui.pickers import pick_dataset
from promptrec.ui.say import say
from promptrec.ui.state import dataset, dataset_source, store

st.title(say("label.title"))
st.markdown(say("label.intro"))

left, right = st.columns(2, gap="large")
with left:
    source = dataset_source(pick_dataset())
data = dataset(source)
with right:
    variant = label_source(source, data)

if st.button(say("label.ask"), type="primary"):
    ask_again(data, variant)
question_cards(data)

given = store().labels(data.fingerprint())
if given:
    st.subheader(say("label.given", labels=len(given)))
    st.caption(say("label.use"))
    st.page_link("pages/train/new_run.py", label=say("label.next"))
    if st.button(say("label.clear")):
        store().clear_labels(data.fingerprint())
        st.rerun()
