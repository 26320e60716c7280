"""The verdicts of tests as boxes: a mark, a word, and the sentence with its numbers."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.explain.records import Faithfulness
from promptrec.explain.truth.verdict import Trust
from promptrec.report.memo.trusted import removal_words
from promptrec.report.voice import Voice
from promptrec.ui.shared.why import trust_marked
from promptrec.ui.shell.say import language, plain, say

if TYPE_CHECKING:
    from promptrec.explain.truth.checks import RandomWeights

LIGHTS = {"green": "●", "yellow": "◐", "red": "○", "open": "◌"}
BOXES = {"green": st.success, "yellow": st.warning, "red": st.error, "open": st.info}


def box(color: str, words: str) -> None:
    """A light with its sentence."""
    BOXES[color](f"{LIGHTS[color]} {words}")


def removal_light(faithfulness: Faithfulness) -> None:
    """Does the score move when what is said to matter is removed?"""
    words = removal_words(faithfulness, Voice(language()))
    box(faithfulness.light, f"**{say(f'explain.{faithfulness.light}')}** {plain(words)}")


def trust_light(found: Trust) -> None:
    """The verdict on an explanation: the same wherever it is shown."""
    box(found.light, trust_marked(found))


def random_light(stranger: "RandomWeights") -> None:
    """Does a model that learned nothing say something else?"""
    numbers = {
        "correlation": f"{stranger.correlation:.2f}",
        "own": f"{stranger.own:.2f}",
        "other": f"{stranger.other:.2f}",
    }
    box(stranger.light, say("explain_tests.random_sentence", **numbers))


def attention_fails(*lights: str) -> None:
    """Say so where a test of attention is red."""
    if "red" in lights:
        st.error(say("explain_tests.attention_fails"))
