"""Values per token as colours, with the test whether they are true."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.examples.origins import origins
from promptrec.examples.pair import pairs_by_id
from promptrec.explain.records import Attribution
from promptrec.explain.truth.verdict import trust, trust_of
from promptrec.model.meaning import MEANING
from promptrec.plots.explain import tokens_figure
from promptrec.report.memo.trusted import removal_words
from promptrec.report.prompt_html import signs_html, tokens_html
from promptrec.report.voice import Voice
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.attention_view import attention_map
from promptrec.ui.explain.lights import attention_fails, random_light, removal_light, trust_light
from promptrec.ui.explain.subject import figure_words
from promptrec.ui.explain.truth import known_truth
from promptrec.ui.shared.charts import chart
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject

ROLLOUT = "attention_rollout"


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
    random = answer_of(
        "rollout, random weights",
        key,
        lambda report: against_random_weights(subject, tested, report=report),
    )
    lights = [tested.faithfulness.light, random.light]
    whole = known_truth(ROLLOUT, key)
    trust_light(trust_of(tested.faithfulness, whole, ROLLOUT) if whole else trust(lights))
    attention_fails(*lights)
    removal_light(tested.faithfulness)
    random_light(random)
    words = say("explain_tests.all_of_rollout")
    st.button(words, type="tertiary", on_click=to_truth, args=(ROLLOUT,))


def to_truth(method: str) -> None:
    """Turn to all tests of a method."""
    keys.EXPLAIN_VIEW.set("truth")
    keys.EXPLAIN_TESTED.set(method)


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
    verdict(tested, method, key)
    title = say("explain.strongest", method=say(f"explain.{method}"))
    chart(
        tokens_figure(tested, title=title, words=figure_words(subject)), f"strongest_{method}_{key}"
    )


def verdict(tested: Attribution, method: str, key: str) -> None:
    """Can it be relied on? By all tests where they were asked, and the way to them."""
    if tested.faithfulness is None:
        return
    whole = known_truth(method, key)
    trust_light(trust_of(tested.faithfulness, whole, method))
    st.caption(plain(removal_words(tested.faithfulness, Voice(language()))))
    words = say("explain_tests.more" if whole else "explain_tests.ask")
    st.button(words, type="tertiary", on_click=to_truth, args=(method,))


def sum_words(found: Attribution) -> str:
    """From which score to which the values lead, and how much is missing."""
    return say(
        "explain.adds_up",
        base=f"{found.base_score:+.2f}",
        score=f"{found.score:+.2f}",
        error=f"{found.completeness_error:+.3f}",
    )
