"""The parts of the Compare page: one is shown, and only that one is computed."""

import streamlit as st

from promptrec.compare.verdict import Comparison
from promptrec.ui.shell.say import say

VIEWS = (
    *("differences", "metrics", "curves", "classes", "users"),
    *("ladder", "beyond", "formats", "test"),
)
OF_VERDICT = ("differences", "users", "formats")  # what only a judged comparison has


def choose_view(verdict: Comparison | None) -> str:
    """The part that is to be shown; those of a verdict only where there is one."""
    known = [one for one in VIEWS if verdict is not None or one not in OF_VERDICT]
    chosen = st.segmented_control(
        say("versus.view"),
        known,
        default=known[0],
        format_func=lambda one: say(f"versus.view_{one}"),
        key="versus_view",
        required=True,
    )
    return str(chosen or known[0])
