"""Choose data, see what is in it, and decide how its values are read."""

import streamlit as st

from promptrec.ui.data.profile import data_profile
from promptrec.ui.data.saved import begin_with_saved
from promptrec.ui.data.split import data_split
from promptrec.ui.data.upload import data_upload
from promptrec.ui.data.words import data_words
from promptrec.ui.shared.pickers import pick_dataset
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source, keys

st.title(say("data.title"))
st.markdown(say("data.intro"))

source = dataset_source(pick_dataset())
with st.spinner(say("pick.opening")):
    data = dataset(source)

begin_with_saved()
names = [say(f"data.{tab}") for tab in ("look", "split", "words", "upload")]
look, split, words, upload = st.tabs(names, on_change="rerun", key=keys.DATA_TAB.name)
if look.open:
    with look:
        data_profile(data, source)
if split.open:
    with split:
        data_split(data)
if words.open:
    with words:
        data_words(data, source)
if upload.open:
    with upload:
        data_upload()
