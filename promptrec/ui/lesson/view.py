"""A step of the lesson: read, predict, and only then see what the model really does."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.examples.pair import pairs_by_id
from promptrec.lesson.steps import DATASET, ITEM, MODEL, STEPS, TEMPLATE, USER, LessonStep
from promptrec.model.reading import reader_for
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.link import template_address
from promptrec.ui.explain.subject import open_subject
from promptrec.ui.shared.preview import previews
from promptrec.ui.shared.prompt_view import prompt_html, template_html
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import has_words, plain, say
from promptrec.ui.state import dataset, keys, lookups
from promptrec.ui.state.opened import subject_key

if TYPE_CHECKING:
    from promptrec.lesson.reveals import Reveal

SETTINGS = RunSettings(dataset=DATASET, template=TEMPLATE, model=MODEL, method="none")
PAGES = {True: "pages/understand/explain.py", False: "pages/prepare/templates.py"}


def progress() -> None:
    """How many steps are revealed and how many predictions were right; a way to start again."""
    done = keys.LESSON_DONE.get()
    right = sum(guess == found for guess, found in done.values())
    words = say("lesson.progress", done=len(done), all=len(STEPS), right=right)
    st.progress(len(done) / len(STEPS), words)
    if done and st.button(say("lesson.again")):
        keys.LESSON_DONE.forget()
        for step in STEPS:
            keys.LESSON_STEP.of(step.name).forget()
        st.rerun()


@guarded
def lesson_step(number: int, step: LessonStep) -> None:
    """One card."""
    with st.container(border=True):
        st.subheader(f"{number}. {say(f'lesson.{step.name}')}")
        st.markdown(say(f"lesson.{step.name}_how"))
        what_there_is(step)
        if not step.view:  # where one tries it out; a view of Explain would show the answer
            link(step)
        done = step.name in keys.LESSON_DONE.get()
        guess = st.radio(
            f"**{say(f'lesson.{step.name}_ask')}**",
            step.choices,
            index=None,
            format_func=choice,
            key=keys.LESSON_STEP.of(step.name).name,
            persist_state="session",
            disabled=done,
        )
        if done:
            show_answer(step)
        elif st.button(
            say("lesson.reveal"), disabled=guess is None, key=f"lesson_show_{step.name}"
        ):
            outcome = (str(guess), model_answer(step).right)
            keys.LESSON_DONE.set({**keys.LESSON_DONE.get(), step.name: outcome})
            st.rerun()  # the bar above counts it


def what_there_is(step: LessonStep) -> None:
    """The prompt as the model reads it, and the template that it comes from. No torch."""
    data = dataset(DATASET)
    pair = pairs_by_id(data, [(USER, ITEM)])
    reading = reader_for(SETTINGS, data.about.language)
    (found,) = previews(data, reading, pair, *lookups(data))
    st.caption(say("lesson.read"))
    st.html(prompt_html(found.fitted.prompt))
    with st.expander(say("lesson.the_template"), expanded=not step.view):
        st.html(template_html(reading.template))


def link(step: LessonStep) -> None:
    """The way to the page where a step is seen."""
    words = say("lesson.open" if step.view else "lesson.open_templates")
    st.page_link(PAGES[bool(step.view)], label=f"{words} →", query_params=address_of(step))


def show_answer(step: LessonStep) -> None:
    """What the model does, whether it was predicted, and what that teaches."""
    reveal = model_answer(step)
    guess, right = keys.LESSON_DONE.get()[step.name]
    verdict = say("lesson.right" if guess == right else "lesson.other", right=choice(right))
    numbers = {name: plain(value) for name, value in reveal.numbers.items()}
    (st.success if guess == right else st.info)(
        f"**{verdict}** {say(f'lesson.{step.name}_seen', **numbers)}"
    )
    st.markdown(say(f"lesson.{step.name}_why"))
    if step.view:
        link(step)


def model_answer(step: LessonStep) -> "Reveal":
    """The model's answer to a step, asked once."""
    data = dataset(DATASET)
    subject = open_subject(data, SETTINGS, USER, ITEM)
    key = f"{subject_key(data, SETTINGS)} {USER} {ITEM}"
    from promptrec.lesson.reveals import REVEALS

    return answer_of(f"lesson {step.name}", key, partial(REVEALS[step.name], subject))


def choice(name: str) -> str:
    """The words of a choice; a field is its own name."""
    for key in (f"lesson.choice_{name}", f"explain.{name}"):
        if has_words(key):
            return say(key)
    return name


def address_of(step: LessonStep) -> dict[str, str]:
    """Where a step is seen: the page, with user, item and template in its address."""
    found = {"data": DATASET, "user": USER, "item": ITEM}
    if not step.view:
        return {**found, "template": TEMPLATE}
    return {**found, **template_address(Template("", TEMPLATE), MODEL), "view": step.view}
