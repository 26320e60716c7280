"""What a tuned model would show a user, and what it read to decide so."""

import streamlit as st

from promptrec.ui.shared.empty import empty
from promptrec.ui.shared.first_run import first_run
from promptrec.ui.shared.pickers import finished_runs, pick_run, pick_user
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import dataset, dataset_source, keys
from promptrec.ui.use.recommend import approved_items, recommend, review_bar, show_places

st.title(say("recommend.title"))
st.markdown(say("recommend.intro"))

runs = finished_runs()
if not runs:
    empty(say("recommend.none"), "pages/train/new_run.py", say("runs.begin"))

left, middle, right = st.columns([2, 2, 2], gap="large")
with left:
    run = pick_run(runs, first=first_run(runs, dataset_source(keys.DATA.get())))
    st.caption(plain(title_of(run)))
    if run.settings.method == "none":
        st.caption(say("recommend.untuned"))
data = dataset(run.settings.dataset)
with middle:
    user = pick_user(data)
with right:
    at_most = st.select_slider(
        say("recommend.candidates"), [100, 300, 1000, 3000, 10000], 300, key=keys.CANDIDATES.name
    )
    st.caption(say("recommend.candidates_help"))

asked = (run.id, user, at_most)
if st.button(say("recommend.go"), type="primary"):
    keys.TOP_ITEMS.set((asked, recommend(run.id, user, 10, at_most)))
known, shown = keys.TOP_ITEMS.get()
if known == asked and shown is not None:
    st.subheader(say("recommend.top", user=plain(user)))
    review_bar(shown, data.fingerprint(), run.id, user)
    show_places(shown, approved_items(data.fingerprint(), user))
