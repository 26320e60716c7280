"""Answer the questions that teach the model most, and use the answers in the next run."""

import streamlit as st

from promptrec.ui.label.view import ask_again, question_cards
from promptrec.ui.shared.pickers import pick_dataset
from promptrec.ui.shared.variant_pick import pick_variant
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source, keys, store

st.title(say("label.title"))
st.markdown(say("label.intro"))

left, right = st.columns(2, gap="large")
with left:
    source = dataset_source(pick_dataset())
data = dataset(source)
with right:
    variant = pick_variant(source, data, keys.LABEL_RUN, keys.LABEL_MODEL, say("label.who"))

if st.button(say("label.ask"), type="primary"):
    ask_again(data, variant)
question_cards(data)

given = store().labels(data.fingerprint())
if given:
    st.subheader(say("label.given", labels=len(given)))
    st.caption(say("label.use"))
    st.page_link(
        "pages/train/new_run.py",
        label=say("label.next"),
        query_params={keys.RUN_LABELS.name: "now"},
    )
    if st.button(say("label.clear")):
        store().clear_labels(data.fingerprint())
        st.rerun()
