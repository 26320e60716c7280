"""What this is, and a first story through the real pages."""

import streamlit as st

from promptrec.ui.shared.origin import domain_cards
from promptrec.ui.shell.say import say
from promptrec.ui.start.first_sight import first_sight_cards
from promptrec.ui.start.flow_picture import flow_picture

STORY: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("look", "pages/prepare/data.py", {"data": "movies"}),
    ("write", "pages/prepare/templates.py", {"data": "movies"}),
    ("tune", "pages/train/new_run.py", {"data": "movies"}),
    ("watch", "pages/train/runs.py", {}),
    ("compare", "pages/understand/compare.py", {}),
    ("recommend", "pages/use/recommend.py", {}),
)

st.title(say("home.title"))
st.markdown(say("home.what"))
st.html(flow_picture())

first_sight_cards()

st.header(say("domains.title"))
domain_cards()

st.header(say("home.story"))
st.caption(say("home.story_hint"))
for start in range(0, len(STORY), 3):
    places = st.columns(3)
    for number, place in enumerate(places, start + 1):
        step, page, query = STORY[number - 1]
        with place.container(border=True, height="stretch"):
            st.markdown(f"**{number}. {say(f'home.{step}')}**")
            st.markdown(say(f"home.{step}_how"))
            st.page_link(page, label=f"{say(f'home.{step}_link')} →", query_params=query)
