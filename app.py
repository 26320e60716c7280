"""The router: which pages there are, and in which order."""

import streamlit as st

from promptrec.ui.shell.frame import frame
from promptrec.ui.shell.guard import guard
from promptrec.ui.shell.say import say

PAGES = {
    "start": ("home",),
    "prepare": ("data", "templates"),
    "train": ("new_run", "runs", "search", "label"),
    "understand": ("lesson", "explain", "compare"),
    "use": ("recommend", "review", "deploy"),
}

frame()
menu = {
    say(f"menu.{section}"): [
        st.Page(
            f"pages/{section}/{name}.py",
            title=say(f"menu.{name}"),
            url_path=name,
            default=name == "home",
        )
        for name in names
    ]
    for section, names in PAGES.items()
}
page = st.navigation(menu, expanded=True)
with guard():
    page.run()
