"""What a pupil sees: the way in, then the step that the teacher is at, and nothing else."""

import streamlit as st

from promptrec.lesson.steps import STEPS, LessonPrompt, LessonStep, lesson_prompt
from promptrec.report.lesson.words import LessonWords
from promptrec.store.classes.told import LONGEST, LessonClass, Pupil, code_of
from promptrec.ui.lesson.room.guesses import distribution
from promptrec.ui.lesson.view import rendered, words_here
from promptrec.ui.shared.prompt_view import prompt_html, template_html
from promptrec.ui.shell.guard import guarded
from promptrec.ui.shell.say import language, say
from promptrec.ui.shell.visitor import CODE, PUPIL
from promptrec.ui.state import keys, store
from promptrec.ui.state.paces import GUESSES, JOINS, keep_pace

EVERY_S = 2.0  # so often a pupil's page looks where the teacher is


def pupil_page() -> None:
    """The way in for whoever is nobody yet; else the step of the class."""
    code = code_of(st.query_params.get(CODE, ""))
    one = store().class_of(code) if code else None
    pupil = None if one is None else store().pupil_of(one.id, st.query_params.get(PUPIL, ""))
    if one is None or pupil is None:
        way_in(code)
        return
    st.caption(say("room.you_are", name=pupil.nickname))
    follow(one.code, pupil)


def way_in(code: str) -> None:
    """Code and nickname; after that the address knows the class, the pupil, and the language."""
    st.markdown(say("room.join_intro"))
    with st.form("join"):
        keys.CLASS_CODE.begin(code)
        given = st.text_input(say("room.code"), key=keys.CLASS_CODE.name, max_chars=12)
        name = st.text_input(say("room.nickname"), key=keys.CLASS_NICKNAME.name, max_chars=LONGEST)
        if not st.form_submit_button(say("room.join"), type="primary"):
            return
    keep_pace(JOINS, st.context.ip_address or "here")
    pupil = store().join_class(given, name)
    st.query_params.from_dict(
        {CODE: code_of(given), PUPIL: pupil.token, keys.LANGUAGE.name: language()}
    )
    st.rerun()


@st.fragment(run_every=EVERY_S)
@guarded
def follow(code: str, pupil: Pupil) -> None:
    """The step of the class, looked up again and again."""
    one = store().class_of(code)
    if one is None or not one.open:
        st.info(say("room.ended"))
        return
    step, prompt = STEPS[one.step], lesson_prompt(one.language)
    words = words_here(prompt)
    with st.container(border=True):
        st.caption(say("room.step", number=one.step + 1, all=len(STEPS)))
        st.subheader(words.tell(step.name))
        st.markdown(words.tell(f"{step.name}_how"))
        read, template = rendered(prompt)
        st.caption(say("lesson.read"))
        st.html(prompt_html(read))
        with st.expander(say("lesson.the_template"), expanded=not step.view):
            st.html(template_html(template))
        guess = ask_guess(one, pupil, step, prompt, words)
        if step.name in one.answers:
            answer(one, step, prompt, words, guess)


def ask_guess(
    one: LessonClass, pupil: Pupil, step: LessonStep, prompt: LessonPrompt, words: LessonWords
) -> str:
    """The question; what is chosen counts at once, until the answer is shown."""
    shown = step.name in one.answers
    kept = store().guess_of(pupil.id, step.name)
    key = keys.CLASS_GUESS.of(pupil.id, step.name)
    if not kept and shown:
        key.forget()
    key.begin(kept or None)
    chosen = st.radio(
        f"**{words.tell(f'{step.name}_ask')}**",
        step.choices_on(prompt),
        format_func=words.choice,
        key=key.name,
        disabled=shown,
    )
    if chosen and chosen != kept and not shown:
        keep_pace(GUESSES, pupil.token)
        store().guess(one.id, pupil.id, step.name, chosen)
        kept = chosen
    if not shown:
        st.caption(say("room.counts" if kept else "room.choose"))
    return kept


def answer(
    one: LessonClass, step: LessonStep, prompt: LessonPrompt, words: LessonWords, guess: str
) -> None:
    """What was right, what the class guessed, and what that teaches."""
    right = one.answers[step.name]
    verdict = say("lesson.right" if guess == right else "lesson.other", right=words.choice(right))
    (st.success if guess == right else st.info)(f"**{verdict}**")
    distribution(step, prompt, store().guesses(one.id, step.name), right)
    st.markdown(words.tell(f"{step.name}_why"))
