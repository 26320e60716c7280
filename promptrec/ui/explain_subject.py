"""The prompt that the Explain page is about, kept while views are changed. Loads torch."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.ui.charts import plot_words
from promptrec.ui.home import home
from promptrec.ui.numbers import share
from promptrec.ui.prompt_view import legend_html, prompt_html
from promptrec.ui.say import say
from promptrec.ui.sentences import in_words
from promptrec.ui.state import run_variant, untuned_variant
from promptrec.ui.variant_pick import Who

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject


@st.cache_resource(max_entries=16, show_spinner=False)
def _subject(key: str, user: str, item: str, _who: Who, _data: Dataset) -> "Subject":  # noqa: ARG001
    from promptrec.explain.subject import subject_of

    if isinstance(_who, str):
        variant = run_variant(_who)
    else:
        variant = untuned_variant(_data, _who, every_row=True)
    return subject_of(variant, pairs_by_id(variant.plan.dataset, [(user, item)]))


def open_subject(data: Dataset, who: Who, user: str, item: str) -> "Subject":
    """The prompt of a pair as the chosen model reads it."""
    with st.spinner(say("explain.loading"), show_time=True):
        return _subject(subject_key(data, who), user, item, who, data)


def subject_key(data: Dataset, who: Who) -> str:
    """What tells models on data apart, in caches and widgets."""
    name = f"{home()} {who}" if isinstance(who, str) else who.to_json()
    return f"{data.fingerprint()} {name}"


def headline(subject: "Subject") -> None:
    """The number that everything is about, and the prompt."""
    left, right = st.columns([1, 3])  # a wide gap would be an empty screen on a phone
    orders = "_order" if subject.probability is None else ""
    meaning = say(f"explain.score_help{orders}")
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
