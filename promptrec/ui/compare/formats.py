"""Robustness: how far a variant moves when only the writing of its template changes."""

from collections.abc import Sequence

import streamlit as st

from promptrec.beyond.family import Family, family_of
from promptrec.compare.estimates import RANKED
from promptrec.compare.judging import Question
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.report.parts import family_grid
from promptrec.report.sentences import family_sentences
from promptrec.ui.compare.blocks import frame, remember
from promptrec.ui.compare.rows import key_of, shared, voice
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys

COUNTS = (3, 5, 10, 20)


def robustness(comparison: Comparison, variants: Sequence[Group], question: Question) -> None:
    """Choose how many formats; then a sentence and a table a variant. Loads the models."""
    st.markdown(say("versus.formats_intro"))
    if question.metric == RANKED:
        st.info(say("versus.formats_ranked"))
        return
    count = int(st.select_slider(say("versus.formats"), COUNTS, 5, key="formats_count"))
    own = voice(variants)
    key = keys.FORMATS.of(key_of(variants), question.metric, count)
    if st.button(say("versus.formats_go")):
        key.set(measured(variants, question.metric, count))
    families: dict[str, Family] | None = key.get()
    if families is None:
        return
    for text in family_sentences(comparison, families, own):
        st.markdown(plain(text))
    for name, family in families.items():
        with st.expander(plain(own.variant(name))):
            frame(family_grid(family, own))
    remember(key_of(variants), "families", families)


def measured(variants: Sequence[Group], metric: str, count: int) -> dict[str, Family]:
    """Each variant's first run in so many formats, on the rows that all share."""
    rows, own = shared(variants), voice(variants)
    found = {}
    for group in variants:
        words = say("compare.scoring", name=plain(own.variant(group.id)))
        bar = st.progress(0.0, text=words)
        done = iter(range(1, count + 1))
        found[group.id] = family_of(
            group.entrants[0].variant,
            rows.part,
            rows.pairs,
            count,
            metric=metric,
            note=lambda _, bar=bar, done=done, words=words: bar.progress(  # type: ignore[misc]
                next(done) / (count + 1), text=words
            ),
        )
        bar.empty()
    return found
