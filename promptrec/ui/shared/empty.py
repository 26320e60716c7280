"""A page that has nothing to show yet says what to do, and leads there."""

from typing import NoReturn

import streamlit as st


def empty(words: str, page: str, link: str) -> NoReturn:
    """A quiet box with one link; the page ends here."""
    with st.container(border=True):
        st.markdown(words)
        st.page_link(page, label=link)
    st.stop()
