"""Shares of the fields, answers through the layers, and the nearest training examples."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from promptrec.data.values import Value
from promptrec.explain.truth.verdict import trust_of_fields
from promptrec.plots.explain import lens_figure, waterfall, words_figure
from promptrec.plots.explain_response import in_order, response_figure
from promptrec.report.memo.trusted import removal_words
from promptrec.report.voice import Voice
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.lights import trust_light
from promptrec.ui.explain.subject import figure_words
from promptrec.ui.explain.truth import known_field_truth
from promptrec.ui.shared.charts import chart, plot_words
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import joined, language, plain, say, say_text
from promptrec.ui.state import keys
from promptrec.words.named import field_inside, field_name, field_names

if TYPE_CHECKING:
    from promptrec.explain.progress import Report
    from promptrec.explain.records import Lens, Response
    from promptrec.explain.similar import Neighbour
    from promptrec.explain.subject import Subject


WORDS = 5  # likeliest ones after each layer


def field_shares(subject: "Subject", key: str) -> None:
    """Shapley values as a waterfall: was it the director or the history?"""
    from promptrec.explain.methods.shapley import field_shapley

    found = answer_of("fields", key, lambda report: field_shapley(subject, report=report))
    chart(
        waterfall(
            found,
            title=say("explain.waterfall"),
            words=figure_words(subject),
            named=field_names(language(), found.fields),
        ),
        f"fields_{key}",
    )
    st.caption(say("explain.waterfall_help", asked=count(found.asked)))
    if found.errors.any():
        worst = f"{found.errors.max():.3f}"
        st.caption(say("explain.sampled", error=worst))
    verdict = trust_of_fields(found, known_field_truth(key))
    if verdict and found.faithfulness:
        trust_light(verdict)
        st.caption(plain(removal_words(found.faithfulness, Voice(language()))))


def answers(subject: "Subject", key: str) -> None:
    """What the head says after each layer, the words at the mask, and a history that grows."""
    from promptrec.explain.methods.lens import logit_lens

    found = answer_of("lens", key, lambda _: logit_lens(subject))
    left, right = st.columns([3, 2])
    with left:
        chart(
            lens_figure(found, title=say("explain.lens"), words=figure_words(subject)),
            f"lens_{key}",
        )
        st.caption(say("explain.lens_help"))
    with right:
        likeliest(found.layers[-1].top, key)
    layers_table(found)
    for name in histories_of(subject.values):
        grown = answer_of(f"grown {name}", key, partial(score_as_list_grows, subject, name))
        title = say_text("explain.growing", field=field_inside(language(), name))
        figure = response_figure(grown, title=title, words=figure_words(subject))
        chart(figure, f"grow_{name}_{key}")
    st.subheader(say("explain.curve"))
    curve(subject, key)


def histories_of(values: Mapping[str, Value]) -> list[str]:
    """The histories of a prompt that hold something."""
    return [
        name
        for name, value in values.items()
        if name.startswith("history.") and isinstance(value, tuple) and value
    ]


def likeliest(top: Mapping[str, float | None], key: str) -> None:
    """The words at the mask, with their probabilities where there are any."""
    shares = probabilities(top)
    if shares:
        chart(words_figure(shares, title=say("explain.top"), words=plot_words()), f"top_{key}")
    elif top:
        st.caption(say("explain.words_order", words=joined(" · ", (one.strip() for one in top))))
    else:
        st.caption(say("explain.no_words"))


def probabilities(top: Mapping[str, float | None]) -> dict[str, float]:
    """Of the words, those with a probability: some only order items."""
    return {word: share for word, share in top.items() if share is not None}


def layers_table(lens: "Lens") -> None:
    """Score, label words and the likeliest words after each layer."""
    st.markdown(f"**{say('explain.forms')}**")
    st.dataframe(layer_columns(lens), hide_index=True, height="content")


def layer_columns(lens: "Lens") -> dict[str, list[object]]:
    """Column -> its cells, a row for each layer."""
    layers = lens.layers
    answers: dict[str, list[object]] = {
        word.strip(): [f"{layer.answers[word]:.1%}" for layer in layers]
        for word, share in layers[-1].answers.items()
        if share is not None
    }
    words: list[object] = [
        ", ".join(word.strip() for word in list(layer.top)[:WORDS]) for layer in layers
    ]
    return {
        say("explain.layer"): [layer.layer for layer in layers],
        say("explain.score"): [f"{layer.score:+.2f}" for layer in layers],
        **answers,
        **({say("explain.likeliest"): words} if layers[-1].top else {}),
    }


def score_as_list_grows(subject: "Subject", field: str, report: "Report") -> "Response":
    """The score as a list grows."""
    from promptrec.explain.changes import growing_history

    return growing_history(subject, field, report=report)


def curve(subject: "Subject", key: str) -> None:
    """The score while one field runs through its most frequent values."""
    from promptrec.explain.changes import real_values, response

    every = answer_of("real values", key, lambda _: real_values(subject))
    offered = {name: values for name, values in every.items() if values}
    if not offered:
        return
    if keys.EXPLAIN_CURVE.get() not in offered:
        keys.EXPLAIN_CURVE.forget()  # another template, or an old address
    name = str(
        st.selectbox(
            say("explain.field"),
            list(offered),
            format_func=partial(field_name, language()),
            key=keys.EXPLAIN_CURVE.name,
            persist_state="session",
        )
    )
    values = offered[name]
    found = answer_of(
        f"response {name}", key, lambda report: response(subject, name, values, report=report)
    )
    called = field_name(language(), name)
    title = say_text("explain.curve_of", field=field_inside(language(), name))
    figure = response_figure(
        in_order(found), title=title, words=figure_words(subject), named=called
    )
    chart(figure, f"curve_{key}_{name}")


def neighbours(subject: "Subject", key: str) -> None:
    """Training examples that the model sees as alike, with their labels."""
    from promptrec.explain.similar import POOL, similar

    found = answer_of("similar", key, lambda report: similar(subject, report=report))
    if not found:
        st.info(say("explain.no_train"))
        return
    st.dataframe(pd.DataFrame(map(neighbour_row, found)), hide_index=True)
    st.caption(say("explain.similar_help", pool=POOL))


def neighbour_row(neighbour: "Neighbour") -> dict[str, str]:
    """A training example as a row of the table."""
    return {
        say("explain.similarity"): f"{neighbour.similarity:.3f}",
        say("explain.label"): say("label.liked" if neighbour.label == 1 else "label.disliked"),
        say("pick.user"): neighbour.user,
        say("pick.item"): neighbour.title,
        say("explain.prompt"): neighbour.prompt,
    }
