"""Pages for reading: what a link with `reading=1` opens has no menu and nothing to press.

It keeps nobody out: whoever can open it can open the workbench at the same address without it.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from promptrec.ui.shell.say import language, say

MARK = "reading"


def is_reading() -> bool:
    """True where the address asks for a page to be read."""
    return st.query_params.get(MARK) == "1"


def reading_link(page: str, shown: Mapping[str, str]) -> None:
    """The link of what is shown, folded away, with a button that copies it.

    shown: what the address says of it.
    """
    base = str(st.context.url or page).split("?")[0]
    values = {**shown, "lang": language(), MARK: "1"}
    with st.expander(say("read.link")):
        st.code(f"{base}?{urlencode(values)}", language=None, wrap_lines=True)
        st.caption(say("read.link_help"))
