"""The lesson on paper: a file for the class, and one with answers once the model was asked."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.lesson.steps import LessonPrompt, lesson_prompt
from promptrec.plots.style import file_name
from promptrec.report.lesson.sheet import lesson_sheet
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.lesson.view import lesson_subject, rendered, words_here
from promptrec.ui.shell.say import language, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promptrec.explain.progress import Report
    from promptrec.explain.subject import Subject
    from promptrec.lesson.reveals import Reveal

SHEET = "lesson"


@st.fragment
def sheets() -> None:
    """How to run the lesson, and both files."""
    prompt = lesson_prompt(language())
    words = words_here(prompt, markdown=False)
    read, _ = rendered(prompt)
    with st.expander(say("lesson.teachers")):
        st.markdown(words_here(prompt).tell("teachers_how"))
        hand_over("sheet", lesson_sheet(words, read))
        made = st.button(say("lesson.sheet_make"), help=say("lesson.sheet_make_help"))
        if made:
            hand_over("sheet_answers", lesson_sheet(words, read, all_revealed(prompt)))


def hand_over(name: str, page: str) -> None:
    """A button that downloads a file."""
    st.download_button(
        say(f"lesson.{name}"),
        page,
        file_name=f"{file_name(f'{SHEET} {name} {language()}')}.html",
        mime="text/html",
        on_click="ignore",  # the file with answers stays in reach
    )


def all_revealed(prompt: LessonPrompt) -> "Mapping[str, Reveal]":
    """What the model shows at all steps."""
    subject, key = lesson_subject(prompt)
    return answer_of("lesson", key, partial(ask_all, subject, prompt))


def ask_all(subject: "Subject", prompt: LessonPrompt, report: "Report") -> "Mapping[str, Reveal]":
    """The six questions."""
    from promptrec.report.lesson.answers import all_answers

    return all_answers(subject, prompt, report)
