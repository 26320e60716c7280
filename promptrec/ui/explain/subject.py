"""The prompt that the Explain page is about: opened, with its number and its words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.ui.shared.charts import plot_words
from promptrec.ui.shared.numbers import share
from promptrec.ui.shared.prompt_view import legend_html, prompt_html
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state.opened import Who, subject

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject


def open_subject(data: Dataset, who: Who, user: str, item: str) -> "Subject":
    """The prompt of a pair as the chosen model reads it."""
    with st.spinner(say("explain.loading"), show_time=True):
        return subject(data, who, user, item)


def headline(subject: "Subject") -> None:
    """The number that everything is about, and the prompt."""
    left, right = st.columns([1, 3])  # a wide gap would be an empty screen on a phone
    orders = "_order" if subject.probability is None else ""
    meaning = explained(say(f"explain.score_help{orders}"), "score")
    left.metric(say("explain.score"), f"{subject.score:+.2f}", help=meaning)
    left.caption(probability_words(subject))
    with right:
        st.html(prompt_html(subject.fitted.prompt))
        st.html(legend_html())


def probability_words(subject: "Subject") -> str:
    """The probability of liked, or why there is none."""
    if subject.probability is None:
        return in_words(subject.variant.settings.no_probability)
    return say("explain.probability", probability=share(subject.probability))


def figure_words(subject: "Subject") -> Mapping[str, str]:
    """The words of figures about its score: of log-odds only where it is one."""
    word = plot_words()
    return {**word, "log_odds": word["score"]} if subject.probability is None else word
