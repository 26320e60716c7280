"""What is shown of an upload that was just kept, and where one goes from there."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys


def begin_with_saved() -> None:
    """Open the first tab once something was kept, before the tabs are drawn."""
    if keys.DATA_OPENED.take():
        keys.DATA_TAB.set(say("data.look"))


def say_saved(name: str, data: Dataset) -> None:
    """What was kept, and the way to the first prompt; nothing for other data."""
    if keys.DATA_SAVED.get() != name:
        return
    words = say(
        "upload.saved",
        name=plain(name),
        users=count(len(data.users)),
        items=count(len(data.items)),
        interactions=count(len(data.interactions)),
    )
    place, way = st.columns([3, 1], vertical_alignment="center")
    place.success(words)
    way.page_link(
        "pages/prepare/templates.py",
        label=say("upload.next"),
        icon=":material/arrow_forward:",
        query_params={"data": name},
    )
