"""The prompt that the Explain page is about, kept while views are changed. Loads torch."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pairs_by_id
from promptrec.settings import RunSettings
from promptrec.ui.numbers import share
from promptrec.ui.prompt_view import legend_html, prompt_html
from promptrec.ui.say import say
from promptrec.ui.state import dataset, run_variant
from promptrec.ui.variant_pick import Who

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject
    from promptrec.model.variant import Variant


@st.cache_resource(max_entries=2, show_spinner=False)
def _untuned(settings_json: str, fingerprint: str) -> "Variant":  # noqa: ARG001 - part of the key
    from promptrec.compare.opening import template_variant

    settings = RunSettings.from_json(settings_json)
    return template_variant(dataset(settings.dataset), settings, every_row=True)


@st.cache_resource(max_entries=16, show_spinner=False)
def _subject(who: str, fingerprint: str, user: str, item: str) -> "Subject":
    from promptrec.explain.subject import subject_of

    variant = _untuned(who, fingerprint) if who.startswith("{") else run_variant(who)
    pair = pairs_by_id(variant.plan.dataset, [(user, item)])
    return subject_of(variant, pair)


def open_subject(data: Dataset, who: Who, user: str, item: str) -> "Subject":
    """The prompt of a pair as the chosen model reads it."""
    key = who if isinstance(who, str) else who.to_json()
    with st.spinner(say("explain.loading"), show_time=True):
        return _subject(key, data.fingerprint(), user, item)


def headline(subject: "Subject") -> None:
    """The number that everything is about, and the prompt."""
    from promptrec.explain.changes import probability

    left, right = st.columns([1, 3], gap="large")
    left.metric(say("explain.score"), f"{subject.score:+.2f}", help=say("explain.score_help"))
    left.caption(say("explain.probability", probability=share(probability(subject.score))))
    with right:
        st.html(prompt_html(subject.fitted.prompt))
        st.html(legend_html())
