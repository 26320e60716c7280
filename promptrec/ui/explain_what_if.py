"""What if a field or a word were another: typed by hand, or searched among real values."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from promptrec.plots.prompt_html import tokens_html
from promptrec.ui.explain_ask import asked
from promptrec.ui.numbers import share
from promptrec.ui.prompt_view import prompt_html
from promptrec.ui.say import plain, say

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject

SHOWN = 12  # changes in the table
WORDS = 5  # most likely ones beside the label words


def what_if(subject: "Subject", key: str) -> None:
    """Edit values or words and see both answers; then the changes that turn the verdict."""
    edited(subject, key)
    st.subheader(say("explain.turns"))
    turning(subject, key)


def edited(subject: "Subject", key: str) -> None:
    """Fields, or the words of the whole prompt, in a form; old and new side by side."""
    from promptrec.explain.changes import shown, with_edits, written
    from promptrec.explain.edited import edited_prompt
    from promptrec.explain.subject import subject_from

    by_field, by_word = st.tabs([say("what_if.fields"), say("what_if.words")])
    typed: dict[str, str] = {}
    with by_field, st.form(f"what_if_{key}"):
        for name, value in subject.values.items():
            now = written(shown(subject, name, value))
            text = st.text_input(name, value=now, key=f"edit_{key}_{name}")
            if text != now:
                typed[name] = text
        st.form_submit_button(say("explain.try"))
    whole = subject.fitted.prompt.text
    with by_word, st.form(f"what_if_words_{key}"):
        text = st.text_area(say("explain.prompt"), whole, key=f"edit_words_{key}")
        st.form_submit_button(say("what_if.try_words"))
    if typed:
        new = subject_from(subject.variant, with_edits(subject.values, typed))
    elif text.strip() != whole:
        new = edited_prompt(subject, text)
    else:
        st.caption(say("explain.try_help"))
        return
    both(subject, new, key)


def both(old: "Subject", new: "Subject", key: str) -> None:
    """Score, answers and the share of each word, before and after."""
    before, after = st.columns(2, gap="large")
    changed = f"{key} {new.fitted.prompt.text}"
    for place, one, own, words in (
        (before, old, key, "explain.before"),
        (after, new, changed, "explain.after"),
    ):
        with place:
            side(one, own, say(words), None if one is old else one.score - old.score)


def side(one: "Subject", key: str, title: str, moved: float | None) -> None:
    """One of the two."""
    from promptrec.explain.changes import probability
    from promptrec.explain.gradients import METHODS
    from promptrec.explain.lens import logit_lens

    st.metric(title, f"{one.score:+.2f}", delta=None if moved is None else f"{moved:+.2f}")
    st.caption(say("explain.probability", probability=share(probability(one.score))))
    st.html(prompt_html(one.fitted.prompt))
    answers = asked("lens", key, lambda _: logit_lens(one)).layers[-1]
    first = {**answers.answers, **dict(list(answers.top.items())[:WORDS])}
    st.caption(" · ".join(f"{plain(word.strip())} {value:.1%}" for word, value in first.items()))
    method = "integrated_gradients"
    found = asked(f"{method} alone", key, lambda report: METHODS[method](one, report=report))
    st.html(tokens_html(found))
    st.caption(say("what_if.coloured", method=say(f"explain.{method}")))


def turning(subject: "Subject", key: str) -> None:
    """Single changes of single fields over real values."""
    from promptrec.explain.changes import changes

    found = asked("changes", key, lambda report: changes(subject, report=report))
    if not any(one.flips for one in found):
        st.caption(say("explain.no_turn"))
    st.dataframe(
        pd.DataFrame(
            {
                say("explain.turned"): ["●" if one.flips else "" for one in found[:SHOWN]],
                say("explain.score"): [f"{one.score:+.2f}" for one in found[:SHOWN]],
                say("explain.field"): [one.field for one in found[:SHOWN]],
                say("explain.new"): [one.new for one in found[:SHOWN]],
                say("explain.old"): [one.old for one in found[:SHOWN]],
            }
        ),
        hide_index=True,
    )
    st.caption(say("explain.turns_help"))
