"""Values per token as colours, with the test whether they are true."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.examples.origins import origins
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.records import Faithfulness
from promptrec.plots.prompt_html import tokens_html
from promptrec.ui.attention_view import attention_map
from promptrec.ui.explain_ask import asked
from promptrec.ui.say import say

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject

LIGHTS = {"green": "●", "yellow": "◐", "red": "○"}
BOXES = {"green": st.success, "yellow": st.warning, "red": st.error}


def reading(subject: "Subject", key: str, user: str, item: str) -> None:
    """Tokens with their cells in the data, attention of all heads, and the test of its rollout."""
    from promptrec.explain.attention import attention
    from promptrec.explain.collect import tested_rollout
    from promptrec.explain.faithful import by_chance

    found = asked("attention", key, subject, attention)
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
        ),
        f"attention_{key}",
    )
    st.caption(say("attention.caution"))
    chance = asked("chance", key, subject, by_chance)
    tested = asked("rollout", key, subject, lambda one: tested_rollout(one, chance))
    if tested and tested.faithfulness:
        light(tested.faithfulness)


def attributions(subject: "Subject", key: str) -> None:
    """One method, its colours, its errors and its test."""
    from promptrec.explain.faithful import by_chance, with_faithfulness
    from promptrec.explain.gradients import METHODS

    method = str(
        st.segmented_control(
            say("explain.method"),
            list(METHODS),
            default="integrated_gradients",
            format_func=lambda one: say(f"explain.{one}"),
            key="explain_method",
            required=True,
        )
    )
    st.caption(say(f"explain.{method}_help"))
    found = {name: asked(f"{name} alone", key, subject, way) for name, way in METHODS.items()}
    chance = asked("chance", key, subject, by_chance)
    tested = asked(
        method, key, subject, lambda one: with_faithfulness(one, found[method], chance=chance)
    )
    st.html(tokens_html(tested))
    st.caption(
        say(
            "explain.adds_up",
            base=f"{tested.base_score:+.2f}",
            score=f"{tested.score:+.2f}",
            error=f"{tested.completeness_error:+.3f}",
        )
    )
    if tested.faithfulness is None:
        return
    light(tested.faithfulness)
    st.caption(say("explain_tests.more"))


def light(found: Faithfulness) -> None:
    """The verdict of the test as a box: a mark, a word, and the sentence with its numbers."""
    BOXES[found.light](
        f"{LIGHTS[found.light]} **{say(f'explain.{found.light}')}** "
        + say(
            "explain.sentence",
            moves=f"{found.comprehensiveness:.2f}",
            random=f"{found.random:.2f}",
            top=found.top,
            top_moves=f"{found.top_moves:.2f}",
            random_moves=f"{found.random_moves:.2f}",
        )
    )
