"""The story of three minutes: one path through the real pages, and what of it was done.

Whoever follows it has `story=on` in the address, so that a reload goes on; what was done is kept in
the store, so that another day does.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass

import streamlit as st

from promptrec.prompt.library import templates
from promptrec.ui.state import keys, store

FIRST = {"data": "movies"}  # the data of the story
NOTE = "story"  # what was done, in the store
ON = "on"


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: on which pages it is taken, the first is where "next" leads."""

    name: str
    pages: tuple[str, ...]
    done: Callable[[], bool] | None = None  # None: who has seen the page has done it

    @property
    def page(self) -> str:
        """The file of its page."""
        return f"pages/{self.pages[0]}.py"

    @property
    def query(self) -> dict[str, str]:
        """The address that leads to it, in the story."""
        return {**FIRST, keys.STORY.name: ON}


def wrote() -> bool:
    """True when a template is kept, or the draft is none of the library's."""
    typed = keys.DRAFT_TEXT.get()
    known = {template.text for template in templates()}
    return bool(store().templates()) or bool(typed and typed not in known)


def tuned() -> bool:
    """True when there is a run that is no example."""
    return any(not run.example for run in store().runs())


STORY = (
    Stop("look", ("prepare/data",)),
    Stop("write", ("prepare/templates",), wrote),
    Stop("tune", ("train/new_run", "train/runs"), tuned),
    Stop("compare", ("understand/compare",)),
    Stop("explain", ("understand/explain",)),
    Stop("recommend", ("use/recommend",)),
)


def stop_at(page: str) -> Stop | None:
    """The step that is taken on a page; None for a page beside the path."""
    return next((stop for stop in STORY if page in stop.pages), None)


def visit(page: str) -> None:
    """Remember that a page was seen."""
    seen = keys.PAGES_SEEN.get()
    if page not in seen:
        keys.PAGES_SEEN.set({*seen, page})


def done() -> Set[str]:
    """The names of the steps that were taken, in this visit or before; kept where one is new."""
    before = set(store().note(NOTE).split())
    now = {stop.name for stop in STORY if stop.name in before or is_done(stop)}
    if following() and now != before:
        store().keep_note(NOTE, " ".join(sorted(now)))
    return now


def is_done(stop: Stop) -> bool:
    """What store and session say of one step."""
    return bool(keys.PAGES_SEEN.get() & set(stop.pages)) if stop.done is None else stop.done()


def waiting(taken: Set[str], after: Stop | None = None) -> Stop | None:
    """The first step behind `after` that was not taken, else the first before it; None: no more."""
    start = STORY.index(after) + 1 if after else 0
    order = (*STORY[start:], *STORY[:start])
    return next((stop for stop in order if stop.name not in taken and stop is not after), None)


def following() -> bool:
    """True for who began the story and did not leave it."""
    return keys.STORY.get() == ON


def follow() -> None:
    """Take it from the address, and keep it there."""
    asked = st.query_params.get(keys.STORY.name, "")
    if asked == ON:
        keys.STORY.set(ON)
    elif following():
        st.query_params[keys.STORY.name] = ON


def leave() -> None:
    """Go on alone; what was done stays known."""
    keys.STORY.forget()
    st.query_params.pop(keys.STORY.name, None)


def begin_anew() -> None:
    """Forget what was done; what the store proves of itself stays done."""
    store().keep_note(NOTE, "")
    keys.PAGES_SEEN.forget()
