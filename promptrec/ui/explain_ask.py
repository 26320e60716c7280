"""Questions to the model about one prompt: asked once, kept, with a bar while it takes."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import streamlit as st

from promptrec.ui.kept import shelf
from promptrec.ui.numbers import count
from promptrec.ui.say import say

if TYPE_CHECKING:
    from promptrec.explain.progress import Report
    from promptrec.explain.subject import Subject

Found = TypeVar("Found")


def asked(
    what: str, key: str, subject: "Subject", make: "Callable[[Subject], Found]", bar: Any = None
) -> Found:
    """An explanation by its name and its prompt. bar: of a caller that asks several questions."""
    from promptrec.explain.watched import watched

    found = shelf().get(what, key)
    if found is None:
        if bar is not None:
            found = make(watched(subject, bar))
        else:
            place = st.empty()
            with st.spinner(say("explain.working"), show_time=True):
                found = make(watched(subject, Bar(place)))
            place.empty()
        shelf().put(what, key, result=found)
    return cast("Found", found)


class Bar:
    """Prompts asked so far, as a bar that appears with the first batch."""

    def __init__(self, place: Any, steps: int = 1) -> None:
        """steps: questions that share the bar."""
        self._place = place
        self._steps = steps
        self.step = 0  # questions that are answered

    def __call__(self, done: int, every: int) -> None:
        """How far the question under way is."""
        within = min(1.0, done / max(1, every))
        words = say("ask.progress", done=count(done), all=count(every))
        self._place.progress(min(1.0, (self.step + within) / self._steps), words)


def reported(what: str, key: str, make: "Callable[[Report], Found]") -> Found:
    """An answer kept by content; while it takes, a bar shows the share that is done."""
    found = shelf().get(what, key)
    if found is None:
        place = st.empty()
        with st.spinner(say("explain.working"), show_time=True):
            found = make(partial(progress, place))
        place.empty()
        shelf().put(what, key, result=found)
    return cast("Found", found)


def progress(place: Any, share: float) -> None:
    """A bar at a share done, 0 to 1."""
    place.progress(min(1.0, share), f"{min(1.0, share):.0%}")
