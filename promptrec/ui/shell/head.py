"""The line above every page: what to do here, and what next; in the story, the step of it."""

from collections.abc import Mapping, Set

import streamlit as st

from promptrec.ui.shell import story
from promptrec.ui.shell.glossary import glossary_button
from promptrec.ui.shell.say import has_words, say
from promptrec.ui.state import keys

NEXT = {  # page -> the one that most people open then
    "prepare/data": "prepare/templates",
    "prepare/templates": "train/new_run",
    "train/new_run": "train/runs",
    "train/runs": "understand/compare",
    "train/search": "understand/compare",
    "train/label": "train/new_run",
    "understand/lesson": "understand/compare",
    "understand/explain": "understand/compare",
    "understand/compare": "use/recommend",
    "use/recommend": "use/review",
    "use/review": "use/deploy",
    "use/deploy": "use/recommend",
}
OF_DATA = ("prepare/data", "prepare/templates", "train/new_run", "understand/compare")


def page_head(page: str) -> None:
    """Draw it; page: its section and name, such as "prepare/data"."""
    story.follow()
    story.visit(page)
    taken = story.done() if story.following() else frozenset()
    with st.container(key="pr_head"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            what_to_do(page)
            if not story.following():
                next_link(page)
            with st.container(width="content"):
                glossary_button(page)
        if story.following():
            story_line(page, taken)


def what_to_do(page: str) -> None:
    """One sentence; a page of other hands may have none."""
    key = f"guide.{page.rpartition('/')[2]}"
    st.caption(say(key) if has_words(key) else "", width="stretch")


def next_link(page: str) -> None:
    """The way on: from Home into the story."""
    if page == "start/home":
        first = story.STORY[0]
        leads(first.page, say("guide.begin"), first.query)
    elif page in NEXT:
        to = NEXT[page]
        words = say("guide.next", page=say(f"menu.{to.rpartition('/')[2]}"))
        leads(f"pages/{to}.py", words, data_of(to))


def data_of(page: str) -> Mapping[str, str]:
    """The data set in sight, for a page that is about one."""
    chosen = keys.DATA.get() or st.query_params.get(keys.DATA.name, "")  # the box comes later
    return {keys.DATA.name: chosen} if page in OF_DATA and chosen else {}


def story_line(page: str, taken: Set[str]) -> None:
    """Where one stands in the story, what to do here for it, and the next step."""
    here = story.stop_at(page)
    to = story.waiting(taken, here)
    with st.container(border=True):
        st.markdown(place_words(here, to))
        st.html(dots(taken, here))
        with st.container(horizontal=True, vertical_alignment="center"):
            if to is None:
                leads("pages/start/home.py", say("guide.back"), {})
            else:
                leads(to.page, words_on(here, to), to.query)
            st.button(say("guide.leave"), type="tertiary", on_click=story.leave)


def words_on(here: story.Stop | None, to: story.Stop) -> str:
    """What the link to a step says: next, or left out before."""
    behind = here is None or story.STORY.index(to) > story.STORY.index(here)
    return say("guide.next" if behind else "guide.left_over", page=say(f"home.{to.name}"))


def place_words(here: story.Stop | None, to: story.Stop | None) -> str:
    """The step of this page; beside the path, that the story waits; at its end, that it ended."""
    if here is None:
        return say("guide.all_done") if to is None else say("guide.waits")
    number = story.STORY.index(here) + 1
    step = say("guide.step", number=number, of=len(story.STORY), step=say(f"home.{here.name}"))
    return f"**{step}** {say(f'home.{here.name}_how')}"


def dots(taken: Set[str], here: story.Stop | None) -> str:
    """The six steps: done, where one is, still to come."""
    marks = "".join(
        f'<li class="{"pr-here" if stop is here else ""}">'
        f"{'✓' if stop.name in taken else '○'} {say(f'home.{stop.name}')}</li>"
        for stop in story.STORY
    )
    return f'<ol class="pr-story">{marks}</ol>'


def leads(page: str, words: str, query: Mapping[str, str]) -> None:
    """A link with an arrow."""
    st.page_link(page, label=f"{words} →", query_params=dict(query))
