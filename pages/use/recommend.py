"""What a tuned model would show a person, and what it read to decide so."""

import streamlit as st

from promptrec.ui.shared.empty import empty
from promptrec.ui.shared.first.first_run import first_run
from promptrec.ui.shared.pickers import finished_runs, pick_run
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import dataset, dataset_source, keys
from promptrec.ui.use.choices import pick_choices
from promptrec.ui.use.kept import kept_lists
from promptrec.ui.use.link import keep_list, take_list
from promptrec.ui.use.person import pick_person
from promptrec.ui.use.recommend import recommend
from promptrec.ui.use.results import show_list

st.title(say("recommend.title"))
st.markdown(say("recommend.intro"))

runs = finished_runs()
if not runs:
    empty(say("recommend.none"), "pages/train/new_run.py", say("runs.begin"))

left, right = st.columns(2, gap="large")
with left:
    run = pick_run(runs, first=first_run(runs, dataset_source(keys.DATA.get())))
    st.caption(plain(title_of(run)))
    if run.settings.method == "none":
        st.caption(say("recommend.untuned"))
data = dataset(run.settings.dataset)
others = [one for one in runs if one.settings.dataset == run.settings.dataset]
take_list(data, [one.id for one in others])
with right:
    user, newcomer = pick_person(data)
choices = pick_choices(data, run, others)

asked = (run.id, user, repr(newcomer), choices)
if st.button(say("recommend.go"), type="primary") or keys.LIST_WANTED.get():
    keys.TOP_ITEMS.set((asked, recommend(run.id, user, newcomer, choices)))
    keys.LIST_WANTED.forget()
known, shown = keys.TOP_ITEMS.get()
made = known == asked and shown is not None
keep_list(newcomer, choices, made=made)
if made:
    show_list(shown, data, choices.against)
kept_lists(data)
