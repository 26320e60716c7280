"""The address of an explanation: whoever opens it sees the same prompt in the same view."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.ui.pickers import item_label
from promptrec.ui.variant_pick import UNTUNED, Who

TAKEN = "explain_address_taken"


def take_address(data: Dataset) -> None:
    """Put what the address says into the widgets, once per visit."""
    if st.session_state.get(TAKEN):
        return
    st.session_state[TAKEN] = True
    asked = st.query_params
    for name, key in (("run", "explain_run"), ("user", "explain_user"), ("view", "explain_view")):
        if name in asked:
            st.session_state[key] = asked[name]
    if "item" in asked and asked["item"] in data.items.index:
        key = f"explain_item_{data.fingerprint()[:8]}"
        st.session_state[key] = item_label(data, asked["item"])


def keep_address(who: Who, user: str, item: str, view: str) -> None:
    """Write what is shown into the address."""
    run = who if isinstance(who, str) else UNTUNED
    for name, value in (("run", run), ("user", user), ("item", item), ("view", view)):
        if st.query_params.get(name) != value:
            st.query_params[name] = value
