"""Results that take long, kept by their content over reruns and visitors.

Unlike a cached function, the function that makes them may draw its progress on the page.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import streamlit as st

MOST = 256  # results that are kept
PASSING = 32  # of those that change with a keystroke
Found = TypeVar("Found")


class Results:
    """By everything that they depend on; the one not asked for longest goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, *key: Hashable) -> object | None:
        """A result that was kept; None when there is none."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, *key: Hashable, result: object) -> None:
        """Keep a result."""
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


@st.cache_resource(show_spinner=False)
def results() -> Results:
    """What this app keeps, for all visitors."""
    return Results()


@st.cache_resource(show_spinner=False)
def passing() -> Results:
    """What only the next keystrokes ask for again."""
    return Results(PASSING)


def made_once(
    key: tuple[Hashable, ...], make: Callable[[], Found], kept: Callable[[], Results] = results
) -> Found:
    """What make gave the first time; key: everything that the result depends on."""
    found = kept().get(*key)
    if found is None:
        found = make()
        kept().put(*key, result=found)
    return cast("Found", found)
