"""A person decides what may be recommended: blocked words, and recommendations one by one."""

import streamlit as st

from promptrec.ui.shared.pickers import pick_dataset
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source
from promptrec.ui.use.review import blocked_words, decisions, queue

st.title(say("review.title"))
st.markdown(say("review.intro"))

data = dataset(dataset_source(pick_dataset()))
st.subheader(say("review.filter"))
blocked_words(data)
queue(data)
decisions(data)
st.page_link("pages/use/recommend.py", label=say("review.more"))
