"""A second run beside the first, as a table."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys, run_variant, store
from promptrec.ui.use.recommend import Shown

if TYPE_CHECKING:
    from promptrec.recommend.topk import Scoring


def show_beside(shown: Shown, run: str) -> None:
    """Places in both, and how much the two lists have in common. run: the id of the second."""
    from promptrec.recommend.beside import in_common, moved_words, movements

    asked, first = shown.asked, shown.scoring
    assert asked is not None and first is not None, "there is a list to stand beside"
    second, k = scored_by(shown, run), len(shown.places)
    lines = movements(asked, shown.places, first, second)
    st.markdown(f"**{say('use.beside', name=plain(title_of(store().run(run))))}**")
    st.caption(say("use.in_common", both=in_common(lines, k, second), of=k))
    st.dataframe(
        [
            {
                say("use.title"): line.title,
                say("use.here"): line.first,
                say("use.there"): line.second,
                say("use.moved"): moved_words(line.by),
            }
            for line in lines
        ],
        hide_index=True,
    )


def scored_by(shown: Shown, run: str) -> "Scoring":
    """The scores of the second run, made once for a list. Loads torch."""
    from promptrec.recommend.beside import beside

    of, known, scoring = keys.BESIDE.get()
    if of is not shown or known != run:
        assert shown.asked is not None, "there is a list to stand beside"
        with st.spinner(say("recommend.loading"), show_time=True):
            scoring = beside(shown.asked, run_variant(run))
        keys.BESIDE.set((shown, run, scoring))
    found: Scoring = scoring
    return found
