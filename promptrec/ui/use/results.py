"""A list with everything around it: who it is for, why it is so, what can be done with it."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.ui.shell.say import say
from promptrec.ui.use.beside import show_beside
from promptrec.ui.use.kept import keep_bar
from promptrec.ui.use.person import history_table, name_of
from promptrec.ui.use.recommend import (
    Shown,
    approved_items,
    review_bar,
    show_places,
    why_these,
)


def show_list(shown: Shown, data: Dataset, against: str) -> None:
    """The list left, the person right; below them what a second run says. against: its id."""
    person = name_of(shown.user, shown.newcomer)
    st.subheader(say("use.top", count=len(shown.places), person=person))
    why_these(shown)
    keep_bar(shown, data)
    review_bar(shown, data.fingerprint())
    places, past = st.columns([4, 3], gap="medium")
    with places:
        show_places(shown, approved_items(data.fingerprint(), shown.user))
    with past:
        assert shown.asked is not None, "a list was asked for"
        history_table(shown.asked.variant.plan.dataset, shown.asked.user)
    if against and shown.places:
        show_beside(shown, against)
