"""What if a field were another: typed by hand, or searched among real values."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from promptrec.plots.explain import response_figure
from promptrec.ui.charts import chart, plot_words
from promptrec.ui.explain_ask import asked
from promptrec.ui.numbers import share
from promptrec.ui.prompt_view import prompt_html
from promptrec.ui.say import say

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject

SHOWN = 12  # changes in the table


def what_if(subject: "Subject", key: str) -> None:
    """Edit values and see both scores; then the changes that turn the verdict; then one curve."""
    edited(subject, key)
    st.subheader(say("explain.turns"))
    turning(subject, key)
    st.subheader(say("explain.curve"))
    curve(subject, key)


def edited(subject: "Subject", key: str) -> None:
    """A form with every field of the template; old and new side by side."""
    from promptrec.explain.changes import probability, shown, with_edits, written
    from promptrec.explain.subject import subject_from

    typed: dict[str, str] = {}
    with st.form(f"what_if_{key}"):
        for name, value in subject.values.items():
            now = written(shown(subject, name, value))
            text = st.text_input(name, value=now, key=f"edit_{key}_{name}")
            if text != now:
                typed[name] = text
        st.form_submit_button(say("explain.try"))
    if not typed:
        st.caption(say("explain.try_help"))
        return
    new = subject_from(subject.variant, with_edits(subject.values, typed))
    before, after = st.columns(2, gap="large")
    for place, one, words in ((before, subject, "explain.before"), (after, new, "explain.after")):
        with place:
            moved = None if one is subject else f"{one.score - subject.score:+.2f}"
            st.metric(say(words), f"{one.score:+.2f}", delta=moved)
            st.caption(say("explain.probability", probability=share(probability(one.score))))
            st.html(prompt_html(one.fitted.prompt))


def turning(subject: "Subject", key: str) -> None:
    """Single changes of single fields over real values."""
    from promptrec.explain.changes import changes

    found = asked("changes", key, subject, changes)
    if not any(one.flips for one in found):
        st.caption(say("explain.no_turn"))
    st.dataframe(
        pd.DataFrame(
            {
                say("explain.field"): [one.field for one in found[:SHOWN]],
                say("explain.old"): [one.old for one in found[:SHOWN]],
                say("explain.new"): [one.new for one in found[:SHOWN]],
                say("explain.score"): [f"{one.score:+.2f}" for one in found[:SHOWN]],
                say("explain.turned"): ["●" if one.flips else "" for one in found[:SHOWN]],
            }
        ),
        hide_index=True,
    )
    st.caption(say("explain.turns_help"))


def curve(subject: "Subject", key: str) -> None:
    """The score while one field runs through its most frequent values."""
    from promptrec.explain.changes import real_values, response

    every = asked("real values", key, subject, real_values)
    offered = {name: values for name, values in every.items() if values}
    if not offered:
        return
    name = str(st.selectbox(say("explain.field"), list(offered), key="explain_curve"))
    values = sorted(offered[name], key=str)
    found = asked(f"response {name}", key, subject, lambda one: response(one, name, values))
    figure = response_figure(found, title=say("explain.curve_of", field=name), words=plot_words())
    chart(figure, f"curve_{key}_{name}")
