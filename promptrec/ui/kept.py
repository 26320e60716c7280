"""Results that take minutes, kept by their content over reruns and visitors.

Unlike a cached function, the function that makes them may draw its progress on the page.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

MOST = 64  # results that are kept; the oldest goes first
T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def shelf() -> OrderedDict[Hashable, Any]:
    """Everything that is kept."""
    return OrderedDict()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """What make gave the first time; key: everything that the result depends on."""
    results = shelf()
    if key not in results:
        results[key] = make()
        while len(results) > MOST:
            results.popitem(last=False)
    found: T = results[key]
    return found
