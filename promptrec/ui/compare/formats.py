"""Robustness: how far a variant moves when only the writing of its template changes."""

from collections.abc import Sequence

import streamlit as st

from promptrec.beyond.family import Family
from promptrec.beyond.measuring import asked_of
from promptrec.compare.estimates import RANKED
from promptrec.compare.judging import Question
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.report.parts import family_grid
from promptrec.report.sentences import family_sentences
from promptrec.ui.compare.blocks import frame, remember
from promptrec.ui.compare.measured import measured
from promptrec.ui.compare.options import COUNTS
from promptrec.ui.compare.rows import key_of, voice
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys


def robustness(comparison: Comparison, variants: Sequence[Group], question: Question) -> None:
    """Choose how many formats; then a sentence and a table a variant, once they are measured."""
    st.markdown(say("versus.formats_intro"))
    if question.metric == RANKED:
        st.info(say("versus.formats_ranked"))
        return
    keys.FORMATS_COUNT.give_way(COUNTS, 5)
    count = int(
        st.select_slider(
            say("versus.formats"), COUNTS, key=keys.FORMATS_COUNT.name, persist_state="session"
        )
    )
    asked = asked_of(variants, "formats", metric=question.metric, formats=count)
    found: dict[str, Family] | None = measured(variants, asked)
    if found is None:
        return
    families = {group.id: found[group.id] for group in variants}
    own = voice(variants)
    for text in family_sentences(comparison, families, own):
        st.markdown(plain(text))
    for name, family in families.items():
        with st.expander(plain(own.variant(name))):
            frame(family_grid(family, own))
    remember(key_of(variants), "families", families)
