"""What stands around every page: browser tab, style, language switch."""

from pathlib import Path

import streamlit as st

from promptrec.ui.home import start_log
from promptrec.ui.say import LANGUAGES, say

FOLDER = Path(__file__).parent


def frame() -> None:
    """Set up the browser tab and the sidebar. Called once, by app.py, before the page."""
    start_log()
    st.set_page_config(
        page_title="promptrec",
        page_icon=str(FOLDER / "icon.png"),
        layout="wide",
        menu_items={"About": say("frame.about")},
    )
    st.html(FOLDER.parent / "plots" / "prompt.css")
    st.html(FOLDER / "style.css")
    st.sidebar.segmented_control(
        "Language · 语言",
        list(LANGUAGES),
        default="en",
        format_func=LANGUAGES.__getitem__,
        key="lang",
        required=True,
        bind="query-params",
    )
