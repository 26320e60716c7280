"""The verdict in words: variants against a control, tested over users, rules beside them."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.entrants import Group
from promptrec.compare.estimates import METRICS, RANKED
from promptrec.compare.judging import Question
from promptrec.compare.sentences import told
from promptrec.compare.verdict import Comparison
from promptrec.ui.compare_state import all_kept, comparison_of, phrases
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import plain, say

BOXES = {
    "better": st.success,
    "worse": st.error,
    "equivalent": st.info,
    "undecided": st.warning,
    "refused": st.warning,
}
USERS = (25, 50, 100, 200)  # whose candidates may be ranked


def ask(found: Sequence[Group]) -> tuple[list[Group], Question]:
    """Control, metric, what matters: the variants with the control first, and the question."""
    names = {group.name: group for group in found}
    left, middle, right = st.columns(3, gap="large")
    with left:
        control = str(st.selectbox(say("verdict.control"), list(names), key="verdict_control"))
        explore = st.toggle(say("versus.explore"), help=say("versus.explore_help"))
    with middle:
        metric = str(
            st.selectbox(
                say("compare.metric"), METRICS, format_func=metric_words, key="verdict_metric"
            )
        )
        users = 0
        if metric == RANKED:
            users = int(
                st.select_slider(say("versus.users"), USERS, 50, help=say("versus.users_help"))
            )
    with right:
        sesoi = st.number_input(
            say("verdict.sesoi"), 0.0, 0.5, 0.01, 0.005, "%.3f", help=say("verdict.sesoi_help")
        )
    ordered = sorted(found, key=lambda group: group.name != control)
    return ordered, Question(metric=metric, sesoi=sesoi, explore=explore, ranked_users=users or 50)


def verdict_card(found: Sequence[Group], asked: Question) -> Comparison | None:
    """The card; None for a single variant, and until somebody asks for scores not kept yet."""
    if len(found) < 2:
        st.caption(say("verdict.two"))
        return None
    what = f"ranking_{asked.ranked_users}" if asked.metric == RANKED else "valid"
    if not all_kept(found, what):
        st.caption(say("versus.not_kept" if what == "valid" else "versus.not_ranked"))
        if not st.button(say("verdict.judge"), type="primary"):
            return None
    with st.spinner(say("versus.judging"), show_time=True):
        comparison = comparison_of(found, asked)
    show(comparison)
    return comparison


def show(found: Comparison) -> None:
    """One box per variant, what no variant reaches, what to know before believing it."""
    for about, text in told(found, phrases()):
        if about in BOXES:
            BOXES[about](plain(text))
        elif about == "warning":
            st.caption(plain(text))
        else:
            st.markdown(f"**{plain(text)}**")
    part = say("compare.on_test" if found.part == "test" else "compare.on_valid")
    st.caption(say("versus.ground", part=part, users=found.users, locked=found.locked))
