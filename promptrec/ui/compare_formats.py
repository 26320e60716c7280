"""Robustness: how far a variant moves when only the writing of its template changes."""

from collections.abc import Sequence

import streamlit as st

from promptrec.beyond.family import Family, family_of
from promptrec.beyond.family_sentences import family_sentences
from promptrec.compare.estimates import RANKED
from promptrec.compare.judging import Question
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.plots.page_html import Block, Heading, Table, Text
from promptrec.ui.compare_blocks import frame, remember
from promptrec.ui.compare_state import key_of, phrases, shared
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import plain, say
from promptrec.ui.state import keys

COUNTS = (3, 5, 10, 20)


def robustness(found: Comparison, variants: Sequence[Group], asked: Question) -> None:
    """Choose how many formats; then a sentence and a table a variant. Loads the models."""
    st.markdown(say("versus.formats_intro"))
    if asked.metric == RANKED:
        st.info(say("versus.formats_ranked"))
        return
    count = int(st.select_slider(say("versus.formats"), COUNTS, 5, key="formats_count"))
    key = keys.FORMATS.of(key_of(variants), asked.metric, count)
    if st.button(say("versus.formats_go")):
        key.set(measured(variants, asked.metric, count))
    families: dict[str, Family] | None = key.get()
    if families is None:
        return
    sentences = family_sentences(found, families, phrases())
    for text in sentences:
        st.markdown(plain(text))
    blocks: list[Block] = [Text(text) for text in sentences]
    for name, family in families.items():
        with st.expander(plain(name)):
            table = family_table(family, asked.metric)
            frame(table)
            blocks += [Heading(name, 3), table]
    remember(key_of(variants), "formats", [Heading(say("versus.view_formats")), *blocks])


def family_table(family: Family, metric: str) -> Table:
    """Every format with its value and what was changed."""
    heads = [metric_words(metric), say("versus.changes"), say("versus.text")]
    return Table(
        heads,
        [
            [
                f"{one.value:.3f}",
                ", ".join(say(f"versus.change_{each}") for each in one.changes)
                or say("versus.as_written"),
                one.text,
            ]
            for one in family.members
        ],
    )


def measured(variants: Sequence[Group], metric: str, count: int) -> dict[str, Family]:
    """Each variant's first run in so many formats, on the rows that all share."""
    rows = shared(variants)
    found = {}
    for group in variants:
        bar = st.progress(0.0, text=say("compare.scoring", name=plain(group.name)))
        done = iter(range(1, count + 1))
        found[group.name] = family_of(
            group.entrants[0].variant,
            rows.part,
            rows.pairs,
            count,
            metric=metric,
            note=lambda _, bar=bar, done=done, name=group.name: bar.progress(  # type: ignore[misc]
                next(done) / (count + 1), text=say("compare.scoring", name=plain(name))
            ),
        )
        bar.empty()
    return found
