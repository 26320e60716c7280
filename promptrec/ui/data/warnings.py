"""What is odd about a data set, worst first, and switches for what can be mended in a copy."""

from dataclasses import replace

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.mending.mends import Mends, Offer, one_each
from promptrec.data.reading.numbers import plain as as_written
from promptrec.ui.data.own_copy import data_copy
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words

OPEN = 2  # warnings that stand on the page; the others are one click away


def data_warnings(data: Dataset, source: str) -> None:
    """Warnings, what was mended already, switches."""
    for note in data.notes:
        st.info(plain(in_words(note)))
    shown = len(data.warnings) if len(data.warnings) <= OPEN else OPEN - 1
    for warning in data.warnings[:shown]:
        st.warning(plain(in_words(warning)))
    more = data.warnings[shown:]
    if more:
        with st.expander(say("data.more_warnings", count=len(more))):
            for warning in more:
                st.warning(plain(in_words(warning)))
    offers = one_each((*data.offers, *data.about.mend.offers()))
    if offers:
        with st.expander(say("data.mend", count=len(offers))):
            switches(data, source, offers)


def switches(data: Dataset, source: str, offers: tuple[Offer, ...]) -> None:
    """One switch an offer; what is on is written into a copy."""
    st.caption(say("data.mend_hint"))
    in_force = {offer.key for offer in data.about.mend.offers()}
    mends = Mends()
    for offer in offers:
        key = f"mend_{offer.toml}_{data.fingerprint()}"
        if st.toggle(label(offer), value=offer.key in in_force, key=key):
            mends = mends.with_offer(offer)
    if mends != data.about.mend:
        data_copy(source, data.about.name, lambda own: replace(own, mend=mends), "mend_name")


def label(offer: Offer) -> str:
    """What a switch does, and how often."""
    value = "" if offer.value is None else as_written(offer.value)
    words = say(f"data.mend_{offer.name}", value=value)
    return f"{words} ({count(offer.count)})" if offer.count else words
