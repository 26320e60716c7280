"""What is compared: runs of this workbench, or files of scores of any system."""

import streamlit as st

from promptrec.ui.compare.link import NAMES
from promptrec.ui.shell.address import asked_by_link, write_address
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys

KINDS = ("runs", "files")
OF = "of"  # in the address


def compares_files() -> bool:
    """The choice; a link to runs shows runs, whatever was looked at before."""
    asked = asked_by_link([OF], keys.COMPARE_OF_ADDRESS).get(OF, "")
    if asked in KINDS:
        keys.COMPARE_OF.set(asked)
    elif OF not in st.query_params and "runs" in st.query_params:
        keys.COMPARE_OF.set(KINDS[0])
    keys.COMPARE_OF.give_way(KINDS, KINDS[0])
    chosen = st.segmented_control(
        say("bring.of"),
        KINDS,
        format_func=lambda one: say(f"bring.of_{one}"),
        key=keys.COMPARE_OF.name,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    files = chosen == "files"
    write_address([OF], {OF: "files"} if files else {}, keys.COMPARE_OF_ADDRESS)
    if files:
        write_address(NAMES, {}, keys.COMPARE_ADDRESS)
    return files
