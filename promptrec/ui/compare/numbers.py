"""Values of a comparison, and how they are taken away as a file."""

import dataclasses
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import date
from threading import Thread

import streamlit as st

from promptrec.compare.judging import Question
from promptrec.compare.scoreboard import metric_lines
from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group
from promptrec.report.comparison import (
    ComparisonReport,
    comparison_html,
    values_chart,
)
from promptrec.report.lines import csv_text, lines_of
from promptrec.ui.compare.blocks import remembered
from promptrec.ui.compare.experiment import experiment_button
from promptrec.ui.compare.rows import all_kept, key_of, scoreboard_of, users_in, voice
from promptrec.ui.compare.verdict_card import late_sesoi
from promptrec.ui.compare.winners import winners_seen
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.glossary import about
from promptrec.ui.shell.private_streamlit import session_here
from promptrec.ui.shell.say import say


def values(comparison: Comparison, variants: Sequence[Group], question: Question) -> None:
    """Every side as a bar, then everything as files."""
    own = voice(variants)
    chart(values_chart(comparison, own).figure, "values")
    left, right = st.columns(2)
    left.download_button(
        say("versus.html"),
        in_session(lambda: comparison_html(report(comparison, variants, question))),
        "comparison.html",
        "text/html",
        on_click="ignore",
    )
    right.download_button(
        say("versus.csv"),
        in_session(lambda: numbers(comparison, variants)),
        "comparison.csv",
        "text/csv",
        on_click="ignore",
    )
    st.caption(say("versus.files"), help=about("memo"))
    experiment_button(lambda: report(comparison, variants, question))


def report(
    comparison: Comparison, variants: Sequence[Group], question: Question
) -> ComparisonReport:
    """Every part that is cheap, and those that were measured on the page in this visit."""
    key, own = key_of(variants), voice(variants)
    beyond = remembered(key, "beyond", None)
    return ComparisonReport(
        found=comparison,
        groups=variants,
        voice=own,
        board=scoreboard_of(variants, comparison.metric, comparison)
        if all_kept(variants)
        else None,
        users=users_in(variants, question, comparison),
        winners=winners_seen(variants, question),
        families=remembered(key, "families", {}),
        ladders=remembered(key, "ladders", ()),
        more=beyond.blocks(own.language) if beyond else (),
        late=late_sesoi(variants, question),
        made_on=date.today().isoformat(),
    )


def numbers(comparison: Comparison, variants: Sequence[Group]) -> str:
    """The verdict's rows and every other metric as CSV, with the names that the page shows."""
    lines, own = lines_of(comparison), voice(variants)
    if all_kept(variants):
        board = scoreboard_of(variants, comparison.metric, comparison)
        lines += metric_lines(board, comparison.control, comparison.metric)
    return csv_text([dataclasses.replace(line, name=own.side(line.id)) for line in lines])


def in_session(make: Callable[[], str]) -> Callable[[], str]:
    """The same for a download button, which calls it from a thread that knows no visitor."""
    join = session_here()

    def made() -> str:
        future: Future[str] = Future()

        def work() -> None:
            try:
                future.set_result(make())
            except Exception as error:  # it is raised where the result is waited for
                future.set_exception(error)

        thread = Thread(target=work, daemon=True)
        join(thread)
        thread.start()
        return future.result()

    return made
