"""What this is, and a first story through the real pages."""

import streamlit as st

from promptrec.ui.flow_picture import flow_picture
from promptrec.ui.say import say

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

st.header(say("home.story"))
st.caption(say("home.story_hint"))
for number, (step, page, query) in enumerate(STORY, 1):
    with st.container(border=True):
        badge, words, link = st.columns([0.06, 0.68, 0.26], vertical_alignment="center")
        badge.html(f'<span class="pr-number" aria-hidden="true">{number}</span>')
        words.markdown(f"**{say(f'home.{step}')}**  \n{say(f'home.{step}_how')}")
        link.page_link(page, label=say(f"home.{step}_link"), query_params=query)
