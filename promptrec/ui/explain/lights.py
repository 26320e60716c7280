"""The verdicts of tests as boxes: a mark, a word, and the sentence with its numbers."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.explain.records import Faithfulness
from promptrec.report.explanation import removal_words
from promptrec.report.voice import Voice
from promptrec.ui.shell.say import language, say

if TYPE_CHECKING:
    from promptrec.explain.truth.checks import RandomWeights

LIGHTS = {"green": "●", "yellow": "◐", "red": "○"}
BOXES = {"green": st.success, "yellow": st.warning, "red": st.error}


def box(color: str, words: str) -> None:
    """A light with its sentence."""
    BOXES[color](f"{LIGHTS[color]} {words}")


def removal_light(found: Faithfulness) -> None:
    """Does the score move when what is said to matter is removed?"""
    words = removal_words(found, Voice(language()))
    box(found.light, f"**{say(f'explain.{found.light}')}** {words}")


def random_light(found: "RandomWeights") -> None:
    """Does a model that learned nothing say something else?"""
    numbers = {
        "correlation": f"{found.correlation:.2f}",
        "own": f"{found.own:.2f}",
        "other": f"{found.other:.2f}",
    }
    box(found.light, say("explain_tests.random_sentence", **numbers))


def attention_fails(*lights: str) -> None:
    """Say so where a test of attention is red."""
    if "red" in lights:
        st.error(say("explain_tests.attention_fails"))
