"""The button that writes the whole experiment as one page for whoever decides."""

from collections.abc import Callable

import streamlit as st

from promptrec.report.comparison import ComparisonReport
from promptrec.ui.shell.say import say
from promptrec.ui.state import store


def experiment_button(report: Callable[[], ComparisonReport]) -> None:
    """A button that asks the model for recommendations, then the one that hands over the file.

    Nothing is kept: what is withheld, and by whom, may have changed since.
    """
    if not st.button(say("memo.make"), help=say("memo.download_help")):
        return
    with st.spinner(say("recommend.scoring"), show_time=True):
        page = written(report())
    st.download_button(
        say("memo.download"),
        page,
        "experiment.html",
        "text/html",
        type="primary",
        on_click="ignore",
    )


def written(report: ComparisonReport) -> str:
    """The page; its recommendations are real."""
    from promptrec.report.memo.experiment import experiment_html, people, recommending
    from promptrec.report.memo.shown import recommendations

    shown = recommendations(store(), recommending(report).variant, people(report))
    return experiment_html(report, shown)
