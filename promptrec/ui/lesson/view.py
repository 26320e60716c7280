"""A step of the lesson: read, predict, and only then see what the model really does."""

from functools import lru_cache, partial
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.examples.pair import pairs_by_id
from promptrec.lesson.steps import STEPS, LessonPrompt, LessonStep, lesson_prompt
from promptrec.model.reading import reader_for
from promptrec.plots.lesson import lesson_bars
from promptrec.prompt.rendered import Rendered
from promptrec.prompt.template import Template
from promptrec.report.lesson.words import LessonWords, as_it_is
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.link import template_address
from promptrec.ui.explain.subject import open_subject
from promptrec.ui.lesson.course import begin_again, go
from promptrec.ui.shared.charts import chart
from promptrec.ui.shared.preview import previews
from promptrec.ui.shared.prompt_view import prompt_html, template_html
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import dataset, keys, lookups
from promptrec.ui.state.opened import subject_key

if TYPE_CHECKING:
    from promptrec.lesson.reveals import Reveal

PAGES = {True: "pages/understand/explain.py", False: "pages/prepare/templates.py"}
MEASURED = ("faithful", "looking")  # the steps that compare numbers
DIGITS = {"template": ".0f", "answer": ".0f", "faithful": ".2f", "looking": ".2f"}
SIGNED = "+.2f"


def words_here(prompt: LessonPrompt, *, markdown: bool = True) -> LessonWords:
    """The lesson's words for this visitor."""
    title = str(dataset(prompt.dataset).items.at[prompt.item, "title"])
    return LessonWords(language(), prompt, title, plain if markdown else as_it_is)


def progress() -> None:
    """How many steps are revealed and how many predictions were right; a way to start again."""
    done = keys.LESSON_DONE.get()
    right = sum(guess == found for guess, found in done.values())
    words = say("lesson.progress", done=len(done), all=len(STEPS), right=right)
    st.progress(len(done) / len(STEPS), words)


def steps_row() -> None:
    """Which step is shown: choose one, or go back and on by button or key."""
    done = keys.LESSON_DONE.get()
    at = keys.LESSON_AT.begin(0)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            say("lesson.steps"),
            range(len(STEPS)),
            format_func=lambda one: f"{one + 1}{' ✓' if STEPS[one].name in done else ''}",
            key=keys.LESSON_AT.name,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
        back, on = say("lesson.back"), say("lesson.next")
        last = at == len(STEPS) - 1
        st.button(back, shortcut="B", on_click=go, args=(-1,), disabled=at == 0)
        st.button(on, shortcut="N", on_click=go, args=(1,), disabled=last)
        if done:
            st.button(say("lesson.again"), type="tertiary", on_click=begin_again)


def lesson_step(number: int, step: LessonStep) -> None:
    """The step on the screen."""
    prompt = lesson_prompt(language())
    words = words_here(prompt)
    with st.container(border=True):
        st.subheader(f"{number}. {words.tell(step.name)}")
        st.markdown(words.tell(f"{step.name}_how"))
        what_there_is(step, prompt)
        predict(step, prompt, words)


def predict(step: LessonStep, prompt: LessonPrompt, words: LessonWords) -> None:
    """The question; then the button, or the answer where it was pressed."""
    done = step.name in keys.LESSON_DONE.get()
    guess = st.radio(
        f"**{words.tell(f'{step.name}_ask')}**",
        step.choices_on(prompt),
        index=None,
        format_func=words.choice,
        key=keys.LESSON_STEP.of(step.name).name,
        persist_state="session",
        disabled=done,
    )
    if done:
        show_answer(step, prompt, words)
    elif st.button(
        say("lesson.reveal"), disabled=guess is None, key=f"lesson_show_{step.name}", type="primary"
    ):
        outcome = (str(guess), model_answer(step, prompt).right)
        keys.LESSON_DONE.set({**keys.LESSON_DONE.get(), step.name: outcome})
        st.rerun()  # the bar above counts it


@lru_cache(maxsize=8)
def rendered(prompt: LessonPrompt) -> tuple[Rendered, Template]:
    """The prompt as the model reads it, and its template. No torch.

    Kept: its data comes with the install, and each pupil of a class asks every two seconds.
    """
    data = dataset(prompt.dataset)
    reading = reader_for(prompt.settings, data.about.language)
    pair = pairs_by_id(data, [(prompt.user, prompt.item)])
    (found,) = previews(data, reading, pair, *lookups(data))
    return found.fitted.prompt, reading.template


def what_there_is(step: LessonStep, prompt: LessonPrompt) -> None:
    """What the model reads, and where one tries it out; a view of Explain would show the answer."""
    read, template = rendered(prompt)
    st.caption(say("lesson.read"))
    st.html(prompt_html(read))
    with st.expander(say("lesson.the_template"), expanded=not step.view):
        st.html(template_html(template))
    if not step.view:
        link(step, prompt)


def link(step: LessonStep, prompt: LessonPrompt) -> None:
    """The way to the page where a step is seen."""
    words = say("lesson.open" if step.view else "lesson.open_templates")
    st.page_link(PAGES[bool(step.view)], label=f"{words} →", query_params=address_of(step, prompt))


def show_answer(step: LessonStep, prompt: LessonPrompt, words: LessonWords) -> None:
    """What the model does, whether it was predicted, its picture, and what that teaches."""
    reveal = model_answer(step, prompt)
    guess, _ = keys.LESSON_DONE.get()[step.name]
    right = reveal.right
    verdict = say("lesson.right" if guess == right else "lesson.other", right=words.choice(right))
    (st.success if guess == right else st.info)(f"**{verdict}** {words.seen(step, reveal)}")
    picture(step, prompt, reveal)
    if step.name in MEASURED:
        st.caption(words.tell("faithful_measured"))
    st.markdown(words.tell(f"{step.name}_why"))
    if step.view:
        link(step, prompt)


def picture(step: LessonStep, prompt: LessonPrompt, reveal: "Reveal") -> None:
    """The bars of a step."""
    words = words_here(prompt, markdown=False)
    figure = lesson_bars(
        words.bars(step, reveal),
        title=words.tell(f"{step.name}_picture"),
        unit=words.tell(f"{step.name}_unit"),
        digits=DIGITS.get(step.name, SIGNED),
    )
    chart(figure, key=f"lesson_picture_{step.name}")


def model_answer(step: LessonStep, prompt: LessonPrompt) -> "Reveal":
    """The model's answer to a step, asked once."""
    data = dataset(prompt.dataset)
    subject = open_subject(data, prompt.settings, prompt.user, prompt.item)
    key = f"{subject_key(data, prompt.settings)} {prompt.user} {prompt.item}"
    from promptrec.lesson.reveals import REVEALS

    return answer_of(f"lesson {step.name}", key, partial(REVEALS[step.name], subject, prompt))


def address_of(step: LessonStep, prompt: LessonPrompt) -> dict[str, str]:
    """Where a step is seen: the page, with user, item and template in its address."""
    found = {"data": prompt.dataset, "user": prompt.user, "item": prompt.item}
    if not step.view:
        return {**found, "template": prompt.template}
    shown = template_address(Template("", prompt.template), prompt.model)
    return {**found, **shown, "view": step.view}
