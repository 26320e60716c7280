"""Values per token as colours, with the test whether they are true."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.examples.origins import origins
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.records import Attribution
from promptrec.model.meaning import MEANING
from promptrec.plots.explain import tokens_figure
from promptrec.report.prompt_html import signs_html, tokens_html
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.attention_view import attention_map
from promptrec.ui.explain.lights import attention_fails, random_light, removal_light
from promptrec.ui.explain.subject import figure_words
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject


def reading(subject: "Subject", key: str, user: str, item: str) -> None:
    """Tokens with their cells in the data, attention of all heads, and the tests of its rollout."""
    from promptrec.explain.methods.attention import attention

    found = answer_of("attention", key, lambda _: attention(subject))
    data = subject.variant.plan.dataset
    tokens = subject.tokens
    attention_map(
        found,
        origins(
            data,
            pairs_by_id(data, [(user, item)]),
            subject.fitted.prompt,
            [token.text for token in tokens],
            [token.field for token in tokens],
            meaning=MEANING,
        ),
        keys.ATTENTION_MAP.of(key).name,
    )
    st.caption(say("attention.caution"))
    rollout_tests(subject, key)


def rollout_tests(subject: "Subject", key: str) -> None:
    """Removal and random weights as under "Is it true?", and the way there."""
    from promptrec.explain.collect import tested_rollout
    from promptrec.explain.truth.all_tests import against_random_weights
    from promptrec.explain.truth.faithful import by_chance

    chance = answer_of("chance", key, lambda report: by_chance(subject, report=report))
    tested = answer_of(
        "rollout", key, lambda report: tested_rollout(subject, chance, report=report)
    )
    if tested is None or tested.faithfulness is None:
        return
    removal_light(tested.faithfulness)
    random = answer_of(
        "rollout, random weights",
        key,
        lambda report: against_random_weights(subject, tested, report=report),
    )
    random_light(random)
    attention_fails(tested.faithfulness.light, random.light)
    st.button(say("explain_tests.all_of_rollout"), type="tertiary", on_click=to_truth)


def to_truth() -> None:
    """Turn to all tests of attention rollout."""
    keys.EXPLAIN_VIEW.set("truth")
    keys.EXPLAIN_TESTED.set("attention_rollout")


def attributions(subject: "Subject", key: str) -> None:
    """One method, its colours, its errors and its test."""
    from promptrec.explain.methods.registry import SIGNED, attribution
    from promptrec.explain.truth.faithful import by_chance, with_faithfulness

    method = str(
        st.segmented_control(
            say("explain.method"),
            list(SIGNED),
            default="integrated_gradients",
            format_func=lambda one: say(f"explain.{one}"),
            key=keys.EXPLAIN_METHOD.name,
            persist_state="session",
            required=True,
        )
    )
    st.caption(say(f"explain.{method}_help"))
    found = answer_of(
        f"{method} alone", key, lambda report: attribution(subject, method, report=report)
    )
    chance = answer_of("chance", key, lambda report: by_chance(subject, report=report))
    tested = answer_of(
        method, key, lambda report: with_faithfulness(subject, found, chance=chance, report=report)
    )
    st.html(tokens_html(tested))
    st.html(signs_html(say("explain.raises"), say("explain.lowers")))
    st.caption(sum_words(tested))
    if tested.faithfulness:
        removal_light(tested.faithfulness)
        st.caption(say("explain_tests.more"))
    title = say("explain.strongest", method=say(f"explain.{method}"))
    chart(
        tokens_figure(tested, title=title, words=figure_words(subject)), f"strongest_{method}_{key}"
    )


def sum_words(found: Attribution) -> str:
    """From which score to which the values lead, and how much is missing."""
    return say(
        "explain.adds_up",
        base=f"{found.base_score:+.2f}",
        score=f"{found.score:+.2f}",
        error=f"{found.completeness_error:+.3f}",
    )
