"""Questions to the model about one prompt: asked once, kept, with a bar while it takes."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import streamlit as st

from promptrec.ui.shell.say import say
from promptrec.ui.state.results import results

if TYPE_CHECKING:
    from promptrec.explain.progress import Report

Found = TypeVar("Found")


def answer_of(
    what: str, key: str, make: "Callable[[Report], Found]", report: "Report | None" = None
) -> Found:
    """An answer kept by its name and its prompt; while it takes, a bar shows the share done.

    report: of a caller that asks several questions and has a bar of its own.
    """
    found = results().get(what, key)
    if found is None:
        found = make(report) if report else answer_with_bar(make)
        results().put(what, key, result=found)
    return cast("Found", found)


def answer_with_bar(make: "Callable[[Report], Found]") -> Found:
    """What make finds, with a bar that goes when it is there."""
    place = st.empty()
    with st.spinner(say("explain.working"), show_time=True):
        found = make(partial(show, place))
    place.empty()
    return found


def show(place: Any, share: float) -> None:
    """A bar at a share done, 0 to 1."""
    place.progress(min(1.0, share), f"{min(1.0, share):.0%}")
