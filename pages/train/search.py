"""Look for the best template and settings on valid rows; confirm the winner on test."""

import streamlit as st

from promptrec.ui.search.form import search_form
from promptrec.ui.search.view import search_view
from promptrec.ui.shared.pickers import pick_dataset, pick_run
from promptrec.ui.shared.start_run import start_search
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source, keys, store

st.title(say("search.title"))
st.markdown(say("search.intro"))

searches = store().searches()
own = [one for one in searches if not one.example]
with st.expander(say("search.new"), expanded=not own):
    source = dataset_source(pick_dataset())
    settings = search_form(source, dataset(source))
    if st.button(say("search.start"), type="primary"):
        keys.SEARCH_NEXT.set(start_search(settings).id)
        st.rerun()

if not searches:
    st.stop()

if keys.SEARCH_NEXT.is_kept():
    keys.SEARCH.set(keys.SEARCH_NEXT.take())
search_view(pick_run(searches, key=keys.SEARCH.name))
