"""Differences and values of a comparison, and how they are taken away as a file."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from promptrec.compare.estimates import auc_parts
from promptrec.compare.judging import Question
from promptrec.compare.scoreboard import metric_lines
from promptrec.compare.table import csv_text, lines_of
from promptrec.compare.verdict import Comparison
from promptrec.data.dataset import Dataset
from promptrec.judge.entrants import Group
from promptrec.plots.comparison_page import (
    ComparisonPage,
    comparison_page,
    differences_figure,
    values_figure,
)
from promptrec.records import ComparedSide
from promptrec.ui.charts import chart
from promptrec.ui.compare_blocks import words as words
from promptrec.ui.compare_export import more_blocks
from promptrec.ui.compare_names import rule_name
from promptrec.ui.compare_state import all_kept, rules_of, said, scoreboard_of, shared
from promptrec.ui.later import in_session
from promptrec.ui.metric_cards import metric_words
from promptrec.ui.say import language, say
from promptrec.ui.verdict_card import late_sesoi


def page_of(found: Comparison, variants: Sequence[Group]) -> ComparisonPage:
    """A comparison as figures and the file show it, in the visitor's language."""
    part = say("compare.on_test" if found.part == "test" else "compare.on_valid")
    parts = {}
    if found.part == "valid" and all_kept(variants):
        rows = shared(variants)
        sides = {one.name: one.runs for one in rows.sides}
        sides |= {rule_name(name): one[None] for name, one in rules_of(variants).items()}
        parts = {name: auc_parts(rows.pairs, runs) for name, runs in sides.items()}
    return ComparisonPage(
        lines=lines_of(found),
        names=shown_name,
        metric=metric_words(found.metric),
        ground=say("versus.ground", part=part, users=found.users, locked=found.locked),
        sentences=said(found),
        parts={
            name: {metric_words(one): value for one, value in own.items()}
            for name, own in parts.items()
        },
        sesoi=found.sesoi,
    )


def shown_name(one: ComparedSide) -> str:
    """A variant by its name, a baseline by the words of the visitor's language."""
    return rule_name(one.name) if one.kind == "baseline" else one.name


def differences(
    data: Dataset, found: Comparison, variants: Sequence[Group], asked: Question
) -> None:
    """Forest plot, then every side as a bar, then everything as files."""
    page = page_of(found, variants)
    chart(differences_figure(page, words()), "forest")
    st.caption(say("versus.forest"))
    chart(values_figure(page), "values")
    left, right = st.columns(2)
    left.download_button(
        say("versus.html"),
        in_session(lambda: document(data, found, variants, asked)),
        "comparison.html",
        "text/html",
        on_click="ignore",
    )
    right.download_button(
        say("versus.csv"),
        in_session(lambda: numbers(found, variants)),
        "comparison.csv",
        "text/csv",
        on_click="ignore",
    )
    st.caption(say("versus.files"))


def document(data: Dataset, found: Comparison, variants: Sequence[Group], asked: Question) -> str:
    """The comparison as one file, with every part whose numbers are at hand."""
    page, late = page_of(found, variants), late_sesoi(variants, asked)
    page = dataclasses.replace(
        page,
        sentences=[*page.sentences, *([("warning", late)] if late else [])],
        more=more_blocks(data, found, variants, asked),
    )
    return comparison_page(page, language=language(), words=words())


def numbers(found: Comparison, variants: Sequence[Group]) -> str:
    """The verdict's rows and every other metric as CSV."""
    lines = lines_of(found)
    if all_kept(variants):
        board = scoreboard_of(variants, found.metric, found)
        lines += metric_lines(board, found.control, found.metric)
    return csv_text(lines)
