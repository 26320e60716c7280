"""Where somebody stands in the lesson: the step, what was predicted, what was right.

All of it is in the address, so that a reload or a link goes on there; the session keeps it between
pages.
"""

from collections.abc import Mapping

import streamlit as st

from promptrec.lesson.steps import STEPS, LessonPrompt
from promptrec.ui.state import keys

STEP, PREDICTED = "step", "predicted"
PART, ENTRY = "~", ","  # between the parts of an entry; between entries


def take_address(prompt: LessonPrompt) -> None:
    """Put what the address says in place of what is kept, unless this page wrote it."""
    asked = {name: st.query_params[name] for name in (STEP, PREDICTED) if name in st.query_params}
    if not asked or asked == keys.LESSON_ADDRESS.get():
        return
    if asked.get(STEP, "").isdecimal():
        keys.LESSON_AT.set(min(max(int(asked[STEP]), 1), len(STEPS)) - 1)
    if PREDICTED in asked:
        guesses, done = read(asked[PREDICTED], prompt)
        for step in STEPS:
            keys.LESSON_STEP.of(step.name).set(guesses.get(step.name))
        keys.LESSON_DONE.set(done)


def keep_address() -> None:
    """Write where one stands into the address."""
    shown = {STEP: str(keys.LESSON_AT.get() + 1)}
    entries = written()
    if entries:
        shown[PREDICTED] = entries
    keys.LESSON_ADDRESS.set(shown)
    if PREDICTED not in shown:
        st.query_params.pop(PREDICTED, None)
    news = {name: one for name, one in shown.items() if st.query_params.get(name) != one}
    if news:
        st.query_params.update(news)


def written() -> str:
    """Every prediction, and behind it what was right where it is revealed."""
    done = keys.LESSON_DONE.get()
    entries = []
    for step in STEPS:
        guess = keys.LESSON_STEP.of(step.name).get()
        if step.name in done:
            entries.append(PART.join((step.name, *done[step.name])))
        elif guess:
            entries.append(PART.join((step.name, guess)))
    return ENTRY.join(entries)


def read(
    entries: str, prompt: LessonPrompt
) -> tuple[Mapping[str, str], Mapping[str, tuple[str, str]]]:
    """Step -> what was predicted; step -> that and what was right, of those revealed.

    What is no choice of the prompt is left out.
    """
    guesses: dict[str, str] = {}
    done: dict[str, tuple[str, str]] = {}
    choices = {step.name: step.choices_on(prompt) for step in STEPS}
    for entry in entries.split(ENTRY):
        name, *told = entry.split(PART)
        if not told or not set(told) <= set(choices.get(name, ())):
            continue
        guesses[name] = told[0]
        if len(told) > 1:
            done[name] = (told[0], told[1])
    return guesses, done


def begin_again() -> None:
    """Forget all predictions and go to the first step."""
    keys.LESSON_DONE.forget()
    keys.LESSON_AT.set(0)
    for step in STEPS:
        keys.LESSON_STEP.of(step.name).forget()


def go(by: int) -> None:
    """To another step."""
    keys.LESSON_AT.set(min(max(keys.LESSON_AT.get() + by, 0), len(STEPS) - 1))
