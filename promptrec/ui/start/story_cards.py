"""The six steps of the story on Home: which were taken, and the way into it or on with it."""

from collections.abc import Set

import streamlit as st

from promptrec.ui.shell import story
from promptrec.ui.shell.say import say

A_ROW = 3


def story_cards() -> None:
    """A card for each step, under the link that begins the story or goes on with it."""
    taken = story.done()
    st.header(say("home.story"))
    st.caption(say("home.story_hint"))
    with st.container(horizontal=True, vertical_alignment="center"):
        way_on(taken)
    for start in range(0, len(story.STORY), A_ROW):
        stops = story.STORY[start : start + A_ROW]
        for number, (stop, place) in enumerate(zip(stops, st.columns(A_ROW), strict=True), start):
            with place.container(border=True, height="stretch"):
                card(number + 1, stop, stop.name in taken)


def way_on(taken: Set[str]) -> None:
    """Begin, or go on where one stopped; begin anew after the last step."""
    to = story.waiting(taken)
    if to is None:
        st.markdown(say("guide.all_done"))
        if st.button(say("home.story_again")):
            story.begin_anew()
            st.rerun()
        return
    words = say("home.story_resume", step=say(f"home.{to.name}")) if taken else say("guide.begin")
    st.page_link(to.page, label=f"{words} →", query_params=to.query)


def card(number: int, stop: story.Stop, taken: bool) -> None:
    """One step."""
    mark = f" :green-badge[✓ {say('home.story_done')}]" if taken else ""
    st.markdown(f"**{number}. {say(f'home.{stop.name}')}**{mark}")
    st.markdown(say(f"home.{stop.name}_how"))
    st.page_link(stop.page, label=f"{say(f'home.{stop.name}_link')} →", query_params=stop.query)
