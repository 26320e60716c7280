"""The button that writes everything about the prompt in sight into one file."""

import dataclasses
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from promptrec.plots.style import file_name
from promptrec.ui.explain.ask import answer_of, answer_with_bar
from promptrec.ui.explain.truth import known_truth
from promptrec.ui.shared.run_list import title_of
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import store
from promptrec.ui.state.opened import Who
from promptrec.ui.state.results import results
from promptrec.words.form import day

if TYPE_CHECKING:
    from promptrec.explain.progress import Report
    from promptrec.explain.subject import Subject

Found = TypeVar("Found")


def report_button(subject: "Subject", who: Who, user: str, item: str, key: str) -> None:
    """First the button that asks what was not asked yet, then the one that hands over the file."""
    made = f"report {language()} {date.today()}"
    page = results().get(made, key)
    if page is None:
        if not st.button(say("report.make"), help=say("report.make_help")):
            return
        called = title_of(store().run(who)) if isinstance(who, str) else subject.variant.name
        page = answer_with_bar(partial(write_report, subject, called, user, item, key))
        results().put(made, key, result=page)
    st.download_button(
        say("report.download"),
        str(page),
        file_name=f"{file_name(f'{user} {item}')}.html",
        mime="text/html",
        type="primary",
    )


def write_report(
    subject: "Subject", called: str, user: str, item: str, key: str, report: "Report"
) -> str:
    """Ask all questions with one bar, then write. called: the model, for people."""
    from promptrec.explain.collect import QUESTIONS, findings
    from promptrec.explain.methods.registry import TOKEN_METHODS
    from promptrec.explain.progress import between
    from promptrec.report.explanation import explanation_html

    def ask(name: str, make: "Callable[[Report], Found]", /) -> Found:
        step = QUESTIONS.index(name)
        part = between(report, step / len(QUESTIONS), (step + 1) / len(QUESTIONS))
        return answer_of(name, key, make, part)

    found = findings(subject, user, item, ask)
    known = {method: known_truth(method, key) for method in TOKEN_METHODS}
    asked = {method: one for method, one in known.items() if one is not None}
    found = dataclasses.replace(found, truths=asked, variant=called)
    return explanation_html(found, made_on=day(language(), date.today()), language=language())
