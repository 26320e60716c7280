"""One method and everything that speaks for and against it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import streamlit as st

from promptrec.explain.findings import FIELD_QUESTION
from promptrec.explain.truth.verdict import trust_of
from promptrec.plots.explain_tests import removal_figure, stability_figure
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.lights import (
    attention_fails,
    box,
    random_light,
    removal_light,
    trust_light,
)
from promptrec.ui.explain.subject import figure_words
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import keys
from promptrec.ui.state.results import results
from promptrec.words.named import field_names

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject
    from promptrec.explain.truth.all_tests import FieldTruth, Truth
    from promptrec.explain.truth.checks import Agreement, Stability


def is_it_true(subject: "Subject", key: str) -> None:
    """Removal, random weights, other methods and other words, each with its light."""
    from promptrec.explain.methods.registry import TOKEN_METHODS
    from promptrec.explain.truth.all_tests import truth

    methods = tuple(TOKEN_METHODS)
    keys.EXPLAIN_TESTED.give_way(methods, methods[0])  # an old address says another
    method = str(
        st.segmented_control(
            say("explain.method"),
            methods,
            format_func=method_name,
            key=keys.EXPLAIN_TESTED.name,
            persist_state="session",
            required=True,
        )
    )
    found = answer_of(kept_as(method), key, lambda report: truth(subject, method, report=report))
    show(found, method, f"{key}_{method}", figure_words(subject))


def kept_as(method: str) -> str:
    """What all tests of a method are kept as: other views show the same verdict."""
    return f"truth {method}"


def known_truth(method: str, key: str) -> "Truth | None":
    """All tests of a method where they were asked; None: not yet."""
    return cast("Truth | None", results().get(kept_as(method), key))


def known_field_truth(key: str) -> "FieldTruth | None":
    """The tests of shares of fields where the report asked them; None: not yet."""
    return cast("FieldTruth | None", results().get(FIELD_QUESTION, key))


def method_name(method: str) -> str:
    """How a method is shown."""
    rollout = method == "attention_rollout"
    return say("explain_tests.rollout") if rollout else say(f"explain.{method}")


def show(found: "Truth", method: str, key: str, words: Mapping[str, str]) -> None:
    """The overall light, then each test with its numbers. words: of the figures."""
    tested = found.tested.faithfulness
    if tested is None:
        st.info(say("explain_tests.no_tokens"))
        return
    trust_light(trust_of(tested, found, method))
    if method == "attention_rollout":
        attention_fails(tested.light, found.random.light)
    st.subheader(say("explain.removal"))
    removal_light(tested)
    chart(removal_figure(tested, title=say("explain.removal"), words=words), f"gone_{key}")
    areas = {
        "deletion": tested.deletion_area,
        "random": tested.random_area,
        "insertion": tested.insertion_area,
    }
    st.caption(say("explain_tests.areas", **{name: f"{area:.2f}" for name, area in areas.items()}))
    st.subheader(say("explain_tests.random"))
    random_light(found.random)
    agreement(found.agreement, method)
    other_words(found.stability, key, words)


def agreement(found: "Agreement", method: str) -> None:
    """Rank correlations of each two methods."""
    st.subheader(say("explain_tests.agreement"))
    mean = f"{found.of(method):.2f}"
    box(found.light(method), say("explain_tests.agreement_sentence", mean=mean))
    st.table(agreement_columns(found))
    st.caption(say("explain.agreement_help"))


def agreement_columns(found: "Agreement") -> dict[str, list[str]]:
    """Column -> its cells: methods by methods."""
    names = [method_name(method) for method in found.methods]
    columns = {name: [f"{one:.2f}" for one in found.values[:, at]] for at, name in enumerate(names)}
    return {say("explain.method"): names, **columns}


def other_words(stability: "Stability", key: str, words: Mapping[str, str]) -> None:
    """The shares of the fields under paraphrases, and which those are."""
    st.subheader(say("explain_tests.stability"))
    others = len(stability.templates) - 1
    if not others:
        st.info(say("explain_tests.no_paraphrases"))
        return
    mean = f"{stability.correlation:.2f}"
    box(stability.light, say("explain_tests.stability_sentence", count=others, mean=mean))
    figure = stability_figure(
        stability,
        own=say("explain_tests.own_words"),
        others=say("explain_tests.other_words"),
        title=say("explain_tests.stability_title"),
        words=words,
        named=field_names(language(), stability.fields),
    )
    chart(figure, f"stable_{key}")
    st.table(stability_columns(stability))
    with st.expander(say("explain_tests.which")):
        for text, score in zip(stability.templates, stability.scores, strict=True):
            st.text(f"{score:+.2f}  {text}")


def stability_columns(stability: "Stability") -> dict[str, list[str]]:
    """Column -> its cells: each field's share in the own words, and its range under all."""
    low, high = stability.values.min(axis=0), stability.values.max(axis=0)
    return {
        say("explain.field"): field_names(language(), stability.fields),
        say("explain_tests.own_words"): [f"{one:+.2f}" for one in stability.values[0]],
        say("explain_tests.range"): [
            f"{one:+.2f} … {two:+.2f}" for one, two in zip(low, high, strict=True)
        ],
    }
