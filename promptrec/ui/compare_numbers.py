"""Differences and values of a comparison, and how they are taken away as a file."""

from collections.abc import Sequence

import streamlit as st

from promptrec.compare.entrants import Group
from promptrec.compare.estimates import auc_parts
from promptrec.compare.sentences import told
from promptrec.compare.table import csv_text, lines_of
from promptrec.compare.verdict import Comparison
from promptrec.plots.comparison_page import (
    WORDS,
    ComparisonPage,
    comparison_page,
    differences_figure,
    values_figure,
)
from promptrec.records import ComparedSide
from promptrec.ui.charts import chart
from promptrec.ui.compare_state import phrases, shared
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import has_words, language, say


def page_of(found: Comparison, variants: Sequence[Group]) -> ComparisonPage:
    """A comparison as figures and the file show it, in the visitor's language."""
    part = say("compare.on_test" if found.part == "test" else "compare.on_valid")
    parts = {}
    if found.part == "valid":
        parts = {
            one.name: auc_parts(shared(variants).pairs, one.runs) for one in shared(variants).sides
        }
    return ComparisonPage(
        lines=lines_of(found),
        names=shown_name,
        metric=metric_words(found.metric),
        ground=say("versus.ground", part=part, users=found.users, locked=found.locked),
        sentences=told(found, phrases()),
        parts={
            name: {metric_words(one): value for one, value in own.items()}
            for name, own in parts.items()
        },
        sesoi=found.sesoi,
    )


def shown_name(one: ComparedSide) -> str:
    """A variant by its name, a baseline by the words of the visitor's language."""
    key = f"baseline.{one.name}"
    return say(key) if one.kind == "baseline" and has_words(key) else one.name


def words() -> dict[str, str]:
    """The words of the figures and of the file."""
    own = {key: say(f"versus_page.{key}") for key in WORDS}
    return {**own, "numbers": say("plot.numbers"), "page_foot": say("plot.page_foot")}


def differences(found: Comparison, variants: Sequence[Group]) -> None:
    """Forest plot, then every side as a bar, then both as files."""
    page = page_of(found, variants)
    chart(differences_figure(page, words()), "forest")
    st.caption(say("versus.forest"))
    chart(values_figure(page), "values")
    left, right = st.columns(2)
    left.download_button(
        say("versus.html"),
        lambda: comparison_page(page, language=language(), words=words()),
        "comparison.html",
        "text/html",
        on_click="ignore",
    )
    right.download_button(
        say("versus.csv"), csv_text(page.lines), "comparison.csv", "text/csv", on_click="ignore"
    )


def between_and_within(variants: Sequence[Group]) -> None:
    """Pooled AUC beside the AUC within users, three ways to average it."""
    found = shared(variants)
    rows = [
        {
            say("compare.variant"): one.name,
            **{
                metric_words(name): f"{value:.3f}"
                for name, value in auc_parts(found.pairs, one.runs).items()
            },
        }
        for one in found.sides
    ]
    st.subheader(say("versus_page.parts"))
    st.table(rows, border="horizontal")
    st.caption(say("versus_page.parts_note"))
