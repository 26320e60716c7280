"""Keep changes as a data set of one's own; the original stays."""

from collections.abc import Callable

import streamlit as st

from promptrec.data.dataset import About
from promptrec.errors import DataError
from promptrec.ui.data.uploads import copy_with
from promptrec.ui.shell.say import say
from promptrec.ui.state import forget_datasets, keys


def data_copy(source: str, name: str, change: Callable[[About], About], key: str) -> None:
    """A name, a button, and the copy with another dataset.toml is what the page shows next."""
    place, button = st.columns([3, 1], vertical_alignment="bottom")
    chosen = place.text_input(say("words.save_as"), value=f"{name}-2", key=key)
    if button.button(say("words.save"), type="primary", width="stretch", key=f"{key}_save"):
        if not chosen:
            raise DataError("upload.no_name")
        saved = copy_with(source, chosen, change)
        forget_datasets()
        keys.DATA_NEXT.set(saved)
        st.rerun()
