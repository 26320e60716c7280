"""What a link asks for and this app does not have: said before something else is shown."""

from collections.abc import Collection

import streamlit as st

from promptrec.ui.shell.say import plain, say


def asked_for(what: str, name: str, choices: Collection[str], shown: str) -> None:
    """Say it where the address names a value that is none of the choices.

    what: a word of the section `link`; name: of the value in the address; shown: what is there
    instead.
    """
    asked = st.query_params.get(name, "")
    if asked and asked not in choices:
        not_here(what, asked, shown)


def not_here(what: str, asked: str, shown: str) -> None:
    """One warning: what the link names, and what is shown instead."""
    words = {"what": say(f"link.{what}"), "asked": plain(asked), "shown": plain(shown)}
    st.warning(say("link.not_here" if shown else "link.left_out", **words))
