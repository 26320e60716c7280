"""What this is, and a first story through the real pages."""

import streamlit as st

from promptrec.ui.shared.origin import domain_cards
from promptrec.ui.shell.say import say
from promptrec.ui.start.first_sight import first_sight_cards
from promptrec.ui.start.flow_picture import flow_picture
from promptrec.ui.start.story_cards import story_cards

st.title(say("home.title"))
st.markdown(say("home.what"))
st.html(flow_picture())

first_sight_cards()

st.header(say("domains.title"))
domain_cards()

story_cards()
