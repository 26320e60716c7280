"""One method and everything that speaks for and against it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.explain.records import Faithfulness
from promptrec.plots.explain_tests import removal_figure, stability_figure
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.lights import attention_fails, box, random_light, removal_light
from promptrec.ui.explain.subject import figure_words
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject
    from promptrec.explain.truth.all_tests import Truth
    from promptrec.explain.truth.checks import Agreement, Stability

WORST_FIRST = ("red", "yellow", "green")


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
    found = answer_of(f"truth {method}", key, lambda report: truth(subject, method, report=report))
    show(found, method, f"{key}_{method}", figure_words(subject))


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
    lights = lights_of(found, tested, method)
    box(*overall(lights))
    if method == "attention_rollout":
        attention_fails(*lights[:2])
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


def lights_of(found: "Truth", tested: Faithfulness, method: str) -> list[str]:
    """The lights of removal, random weights, other methods and other words."""
    return [
        tested.light,
        found.random.light,
        found.agreement.light(method),
        found.stability.light,
    ]


def overall(lights: Sequence[str]) -> tuple[str, str]:
    """The worst of the lights, and how many tests were passed."""
    worst = next(one for one in WORST_FIRST if one in lights)
    words = f"explain_tests.overall_{worst}"
    return worst, say(words, passed=lights.count("green"), all=len(lights))


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
        say("explain.field"): list(stability.fields),
        say("explain_tests.own_words"): [f"{one:+.2f}" for one in stability.values[0]],
        say("explain_tests.range"): [
            f"{one:+.2f} … {two:+.2f}" for one, two in zip(low, high, strict=True)
        ],
    }
