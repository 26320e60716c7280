"""Values per token as colours, with the test whether they are true."""

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from promptrec.explain.records import Attribution, Faithfulness
from promptrec.ui.attention_view import attention_map
from promptrec.ui.explain_subject import kept
from promptrec.ui.say import say

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject

LIGHTS = {"green": "●", "yellow": "◐", "red": "○"}
BOXES = {"green": st.success, "yellow": st.warning, "red": st.error}
STRONGEST = 70  # per cent of colour


def reading(subject: "Subject", key: str) -> None:
    """Attention of all heads, what it does not show, and the test of its rollout."""
    from promptrec.explain.attention import as_attribution, attention
    from promptrec.explain.faithful import with_faithfulness

    found = kept("attention", key, lambda: attention(subject))
    attention_map(found, f"attention_{key}")
    st.caption(say("attention.caution"))
    tested = kept(
        "rollout", key, lambda: with_faithfulness(subject, as_attribution(subject, found))
    )
    if tested.faithfulness:
        light(tested.faithfulness)


def attributions(subject: "Subject", key: str) -> None:
    """One method, its colours, its error and its test."""
    from promptrec.explain.faithful import with_faithfulness
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
    found = kept("tokens", key, lambda: {name: way(subject) for name, way in METHODS.items()})
    tested = kept(f"tested {method}", key, lambda: with_faithfulness(subject, found[method]))
    st.html(tokens_html(tested))
    st.caption(
        say(
            "explain.adds_up",
            base=f"{tested.base_score:+.2f}",
            score=f"{tested.score:+.2f}",
            error=f"{tested.completeness_error:+.3f}",
        )
    )
    if tested.faithfulness:
        light(tested.faithfulness)
        st.caption(say("truth.more"))


def tokens_html(found: Attribution) -> str:
    """The prompt, each token in the colour of its value; the number when it is pointed at."""
    most = float(np.abs(found.values).max()) or 1.0
    spans: list[str] = []
    before = -1
    for token, value in zip(found.tokens, found.values, strict=True):
        side = "good" if value > 0 else "bad"
        strength = round(STRONGEST * abs(value) / most)
        style = f"background:color-mix(in srgb,var(--pr-{side}) {strength}%,transparent)"
        space = " " if spans and token.word != before and token.text[:1] != " " else ""
        before = token.word
        spans.append(
            f'{space}<span class="pr-token" style="{style}" title="{escape(token.field)} '
            f'{value:+.3f}">{escape(token.text)}</span>'
        )
    return f'<p class="pr-prompt">{"".join(spans)}</p>'


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
