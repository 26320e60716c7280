"""Test rows of the locked users stay locked until somebody confirms; every look is counted."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.judging import Question, count_looks, judge
from promptrec.judge.entrants import Group
from promptrec.ui.compare.rows import key_of, voice
from promptrec.ui.compare.verdict_card import show
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, store

COMMAND = "confirm on the Compare page"


def confirm(variants: Sequence[Group], asked: Question) -> None:
    """The lock, and behind it the same comparison on the locked users' test rows.

    As `compare --confirm` does: each confirming reads them once and counts a look a run.
    """
    first = variants[0].entrants[0]
    st.caption(
        say("compare.looks", looks=store().looks(first.fingerprint, first.run.settings.split.name))
    )
    question = Question(
        metric=asked.metric, sesoi=asked.sesoi, confirm=True, ranked_users=asked.ranked_users
    )
    key = keys.CONFIRMED.of(key_of(variants), question)
    found = key.get()
    if found is None:
        st.markdown(say("versus.locked"))
        runs = sum(len(group.entrants) for group in variants)
        if not st.button(say("compare.confirm", count=runs), type="primary"):
            return
        count_looks(store(), variants, COMMAND)  # first: who stops half-way has looked, too
        place = st.empty()
        with st.spinner(say("versus.judging"), show_time=True):

            def note(text: str) -> None:
                place.caption(in_words(text))

            key.set(judge(variants, question, note))
        st.rerun()
    show(found, voice(variants), "confirmed")
