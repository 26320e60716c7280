"""How often visitors may join a class and guess, counted for all of them together."""

import time

import streamlit as st

from promptrec.errors import SettingsError
from promptrec.lesson.pace import Pace

JOINS = (120, 60.0)  # a minute from one address: a school is one
GUESSES = (30, 60.0)  # a minute of one pupil


@st.cache_resource(show_spinner=False)
def _pace(most: int, seconds: float) -> Pace:
    return Pace(most, seconds)


def keep_pace(how: tuple[int, float], who: str) -> None:
    """SettingsError for somebody who is too fast."""
    if not _pace(*how).allows(who, time.monotonic()):
        raise SettingsError("sentence.class_too_fast")
