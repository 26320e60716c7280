"""The verdict on files of scores: what `promptrec verdict` says, on the page and as a file."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from promptrec.compare.files.judged import JudgedFiles, judge_files, systems_of
from promptrec.compare.files.remarks import remarks
from promptrec.report.comparison import (
    ComparisonReport,
    comparison_html,
    sides_grid,
    values_chart,
)
from promptrec.report.lines import csv_text, lines_of
from promptrec.report.voice import Voice
from promptrec.ui.compare.blocks import frame
from promptrec.ui.compare.files.given import GivenScores, given_scores
from promptrec.ui.compare.numbers import in_session
from promptrec.ui.compare.verdict_card import WIDE, ask_metric, ask_sesoi, late_about, show
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys
from promptrec.ui.state.results import made_once


def brought_scores() -> None:
    """Files, their columns, the verdict, and what can be taken away."""
    st.markdown(say("bring.intro"))
    brought = given_scores()
    names = list(dict.fromkeys(one.system for one in brought))
    if len(names) < 2:
        st.info(say("bring.one_system"))
        return
    st.header(say("verdict.title"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        control = ask_control(names)
        metric = ask_metric()
        sesoi = ask_sesoi()
    ordered = sorted(brought, key=lambda one: one.system != control)
    systems = systems_of((one.system, one.scores()) for one in ordered)
    known = tuple(one.known_as for one in ordered)
    with st.spinner(say("versus.judging"), show_time=True):
        judged = made_once(
            ("verdict of files", known, metric, sesoi),
            lambda: judge_files(systems, metric=metric, sesoi=sesoi),
        )
    voice = Voice(language())
    show(judged.found, voice)
    late = late_about((frozenset(known), metric), sesoi)
    for said in [late, *doubts(brought, remarks(systems, judged))]:
        if said:
            st.warning(plain(said))
    numbers(judged, voice, late)


def doubts(brought: Sequence[GivenScores], said: Mapping[str, Sequence[str]]) -> list[str]:
    """What is told of systems; how files were read stands at the files."""
    systems = {one.system for one in brought}
    told = [in_words(one) for name, every in said.items() if name in systems for one in every]
    by_place = any(not one.columns.item for one in brought)
    return [*told, say("bring.rows_by_place")] if by_place else told


def ask_control(names: Sequence[str]) -> str:
    """The system that the others are held against; at first that of the first file."""
    keys.SCORES_CONTROL.give_way(names, names[0])
    return str(
        st.selectbox(say("verdict.control"), names, key=keys.SCORES_CONTROL.name, width=WIDE)
    )


def numbers(judged: JudgedFiles, voice: Voice, late: str) -> None:
    """Every system as a bar and in a table, then everything as files."""
    found = judged.found
    if not found.refused:
        chart(values_chart(found, voice).figure, "values")
        with st.expander(say("versus_page.table")):
            frame(sides_grid(found, voice))
    today = date.today().isoformat()
    report = ComparisonReport(found=found, groups=(), voice=voice, late=late, made_on=today)
    left, right = st.columns(2)
    left.download_button(
        say("versus.html"),
        in_session(lambda: comparison_html(report)),
        "verdict.html",
        "text/html",
        on_click="ignore",
    )
    right.download_button(
        say("versus.csv"),
        in_session(lambda: csv_text([] if found.refused else lines_of(found))),
        "verdict.csv",
        "text/csv",
        on_click="ignore",
    )
