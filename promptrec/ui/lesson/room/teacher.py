"""The teacher's panel on the Lesson page: start a class, step, show answers, keep the guesses."""

import streamlit as st

from promptrec.errors import StoreError
from promptrec.files import spreadsheet_csv
from promptrec.lesson.steps import STEPS, LessonPrompt, lesson_prompt
from promptrec.store.classes.told import LessonClass
from promptrec.ui.lesson.room.guesses import distribution
from promptrec.ui.lesson.room.reach import only_here, own_address, pupils_link
from promptrec.ui.lesson.view import model_answer, words_here
from promptrec.ui.shared.numbers import moment
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import language, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys, store

EVERY_S = 2.0


def class_panel() -> None:
    """A button that starts a class; while one is open, everything about it."""
    if store().open_class() is None:
        with st.expander(say("room.class")):
            st.markdown(say("room.class_intro"))
            st.button(say("room.start"), type="primary", on_click=begin)
        return
    if keys.CLASS_REFUSED.is_kept():
        st.warning(in_words(keys.CLASS_REFUSED.take()))
    with st.container(border=True):
        panel()


def begin() -> None:
    """Open a class; where somebody was faster, say so, and leave theirs alone."""
    try:
        store().start_class(language())
    except StoreError as error:
        keys.CLASS_REFUSED.set(error.sentence)
    else:
        move(0)


@st.fragment(run_every=EVERY_S)
@guarded
def panel() -> None:
    """The code and the link, who joined, where the class is, and what it guessed."""
    one = store().open_class()
    if one is None:
        st.rerun()
        return
    step, prompt = STEPS[one.step], lesson_prompt(one.language)
    st.subheader(say("room.going", code=one.code))
    st.caption(say("room.one_at_a_time", at=moment(one.began_at)))
    st.code(pupils_link(one.code, one.language), language=None, wrap_lines=True)
    if only_here():
        st.warning(say("room.only_here", address=own_address()))
    joined = store().pupils(one.id)
    st.caption(say("room.joined", count=len(joined), names=", ".join(joined) or "–"))
    counts = store().guesses(one.id, step.name)
    place = say("room.step", number=one.step + 1, all=len(STEPS))
    told = say("room.guessed", count=sum(counts.values()), all=len(joined))
    st.markdown(say("room.at", place=place, title=words_here(prompt).tell(step.name), told=told))
    steer(one, prompt)
    if step.name in one.answers:
        distribution(step, prompt, counts, one.answers[step.name])
    keep(one, prompt)


def steer(one: LessonClass, prompt: LessonPrompt) -> None:
    """Back, show the answer, next: what the whole class sees."""
    step = STEPS[one.step]
    with st.container(horizontal=True):
        back = st.button(
            say("room.back"), disabled=one.step == 0, on_click=bring, args=(one.id, one.step - 1)
        )
        shown = st.button(
            say("room.show"), type="primary", disabled=step.name in one.answers, key="room_show"
        )
        last = one.step == len(STEPS) - 1
        on = st.button(say("room.next"), disabled=last, on_click=bring, args=(one.id, one.step + 1))
    if back or on:
        st.rerun()  # the lesson below goes along
    if shown:
        store().show_answer(one.id, step.name, model_answer(step, prompt).right)
        st.rerun(scope="fragment")


def bring(number: int, step: int) -> None:
    """The class, and the lesson below, to a step."""
    store().step_class(number, step)
    move(step)


def move(step: int) -> None:
    """The lesson below to a step."""
    keys.LESSON_AT.set(step)


def keep(one: LessonClass, prompt: LessonPrompt) -> None:
    """The guesses as a file; begin again; end."""
    rows = guess_rows(one, prompt)
    with st.container(horizontal=True):
        st.download_button(
            say("room.csv"),
            spreadsheet_csv(rows),
            f"class_{one.code}.csv",
            "text/csv",
            on_click="ignore",
            disabled=not rows,
        )
        with st.popover(say("room.end_or_reset")):
            st.markdown(say("room.end_help"))
            reset = st.button(say("room.reset"), on_click=begin_again, args=(one.id,))
            ended = st.button(say("room.end"), on_click=store().end_class, args=(one.id,))
    if reset or ended:
        st.rerun()


def begin_again(number: int) -> None:
    """Forget what was guessed and shown; the class is at the first step."""
    store().reset_class(number)
    move(0)


def guess_rows(one: LessonClass, prompt: LessonPrompt) -> list[dict[str, object]]:
    """A line a guess, in the words of the teacher."""
    words = words_here(prompt, markdown=False)
    numbers = {step.name: at for at, step in enumerate(STEPS, 1)}
    names = [say(f"room.csv_{name}") for name in ("nickname", "step", "title", "guess", "right")]
    lines = []
    for row in store().class_rows(one.id):
        right = words.choice(row["right"]) if row["right"] else ""
        step = row["step"]
        cells = (
            row["nickname"],
            numbers[step],
            words.tell(step),
            words.choice(row["guess"]),
            right,
        )
        lines.append(dict(zip(names, cells, strict=True)))
    return lines
