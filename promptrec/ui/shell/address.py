"""The address of a page: taken whenever a link wrote it, written whenever something is chosen.

What the page itself wrote is never taken again, or a choice could not be changed any more. That
holds for a moment for what it wrote before, too: who clicks twice sends the second click from the
address of before the first.
"""

import time
from collections.abc import Collection, Mapping

import streamlit as st

from promptrec.ui.state import keys
from promptrec.ui.state.key import Key
from promptrec.ui.state.keys import Address

SOON_S = 3.0  # so long the browser may still send the address of before


def asked_by_link(names: Collection[str], written: Key[Address]) -> Mapping[str, str]:
    """What a link asks for; nothing where there is none, or the page wrote the address itself.

    names: of the values that the page knows; written: where it keeps what it wrote last.
    """
    asked = {name: st.query_params[name] for name in names if name in st.query_params}
    if not asked or asked == written.get() or is_late(asked, written):
        return {}
    written.set(asked)
    return asked


def is_late(asked: Address, written: Key[Address]) -> bool:
    """True for what the page wrote before, until a moment after it wrote something else."""
    before, at = keys.WRITTEN_BEFORE.of(written.name).get()
    return asked == before and time.monotonic() - at < SOON_S


def write_address(names: Collection[str], shown: Address, written: Key[Address]) -> None:
    """Let the address say what is shown, and nothing else of these names."""
    if shown != written.get():
        keys.WRITTEN_BEFORE.of(written.name).set((written.get(), time.monotonic()))
    written.set(shown)
    for name in names:
        if name not in shown:
            st.query_params.pop(name, None)
    news = {name: one for name, one in shown.items() if st.query_params.get(name) != one}
    if news:
        st.query_params.update(news)
