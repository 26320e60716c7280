"""The winner as one file that an engineer serves: make it, look into it, copy the commands."""

import streamlit as st

from promptrec.ui.shared.empty import empty
from promptrec.ui.shared.first.first_run import first_run
from promptrec.ui.shared.pickers import finished_runs, pick_run
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import dataset, dataset_source, keys
from promptrec.ui.use.bundle import bundle_file, contents, made_bundle
from promptrec.ui.use.champion import champion_and_challenger
from promptrec.ui.use.live import live_service
from promptrec.ui.use.renewal import update_of
from promptrec.ui.use.serving import feedback_counts, how_to_ask, how_to_serve

st.title(say("deploy.title"))
st.markdown(say("deploy.intro"))

runs = [run for run in finished_runs() if run.settings.tunes]
if not runs:
    empty(say("deploy.none"), "pages/train/new_run.py", say("runs.begin"))

source = dataset_source(keys.DATA.get())
run = pick_run(runs, first=first_run(runs, source, from_words=False))
st.caption(plain(title_of(run)))
data = dataset(run.settings.dataset)
manifest = made_bundle(run)
if manifest is not None:
    contents(manifest, data, bundle_file(run))
champion_and_challenger(data, run)
how_to_serve(bundle_file(run))
how_to_ask(data)
live_service(run)
feedback_counts(data, run)
update_of(run)
