"""The lesson on paper: a file for the class, and one with answers once the model was asked."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.lesson.steps import STEPS, LessonPrompt, lesson_prompt
from promptrec.plots.style import file_name
from promptrec.report.lesson.sheet import lesson_sheet
from promptrec.ui.lesson.view import model_answer, rendered, words_here
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import language, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promptrec.lesson.reveals import Reveal

SHEET = "lesson"


@st.fragment
@guarded
def sheets() -> None:
    """How to run the lesson, and both files."""
    prompt = lesson_prompt(language())
    words = words_here(prompt, markdown=False)
    read, _ = rendered(prompt)
    with st.expander(say("lesson.teachers")):
        st.markdown(words_here(prompt).tell("teachers_how"))
        hand_over("sheet", lesson_sheet(words, read))
        if st.button(say("lesson.sheet_make"), help=say("lesson.sheet_make_help")):
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
    """What the model shows at all steps; those revealed on the page are not asked again."""
    return {step.name: model_answer(step, prompt) for step in STEPS}
