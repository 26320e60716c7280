"""The verdicts of tests as boxes: a mark, a word, and the sentence with its numbers."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.explain.records import Faithfulness
from promptrec.ui.shell.say import say

if TYPE_CHECKING:
    from promptrec.explain.truth.checks import RandomWeights

LIGHTS = {"green": "●", "yellow": "◐", "red": "○"}
BOXES = {"green": st.success, "yellow": st.warning, "red": st.error}


def box(color: str, words: str) -> None:
    """A light with its sentence."""
    BOXES[color](f"{LIGHTS[color]} {words}")


def removal_light(found: Faithfulness) -> None:
    """Does the score move when what is said to matter is removed?"""
    box(found.light, f"**{say(f'explain.{found.light}')}** {removal_words(found)}")


def removal_words(found: Faithfulness) -> str:
    """How far the score moves without what is said to matter, and without anything else."""
    return say(
        "explain.sentence_fields" if found.unit == "field" else "explain.sentence",
        moves=f"{found.comprehensiveness:.2f}",
        random=f"{found.random:.2f}",
        top=found.top,
        top_moves=f"{found.top_moves:.2f}",
        random_moves=f"{found.random_moves:.2f}",
    )


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
