"""Widgets of the run form, one setting each: its label, its help, its first value.

Every widget has the key "run_" and the setting's name, so that a run's settings can be put back.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from promptrec.settings import RunSettings
from promptrec.ui.say import say
from promptrec.ui.state import keys

START = RunSettings(dataset="", template="", max_train=2000)  # what the form begins with


def key_of(name: str) -> str:
    """The key of a setting's widget."""
    return keys.SETTING.of(name).name


def begin(name: str, default: object = None) -> str:
    """Key of a widget that has its first value now; later ones are the person's."""
    keys.SETTING.of(name).begin(getattr(START, name, default))
    return key_of(name)


def option_words(option: str) -> str:
    """What a choice is called."""
    return say(f"option.{option}")


def choose(
    name: str, options: Sequence[str], words: Callable[[str], str] = option_words, default: str = ""
) -> str:
    """One of a few words; one that is not offered any more gives way to the first."""
    key = begin(name, default)
    keys.SETTING.of(name).give_way(options, options[0])
    return str(
        st.selectbox(
            say(f"setting.{name}"),
            options,
            format_func=words,
            key=key,
            help=say(f"setting.{name}_help"),
            persist_state="session",
        )
    )


def switch(name: str) -> bool:
    """On or off."""
    return st.toggle(
        say(f"setting.{name}"),
        key=begin(name),
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )


def whole(name: str, *, smallest: int = 1, step: int = 1, default: int = 0) -> int:
    """A whole number; default: for what is no field of `RunSettings`."""
    value = st.number_input(
        say(f"setting.{name}"),
        min_value=smallest,
        step=step,
        key=begin(name, default),
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )
    return int(value)


def whole_or_none(name: str, empty: str, step: int = 1) -> int | None:
    """A whole number, or nothing; empty: what nothing means."""
    value = st.number_input(
        say(f"setting.{name}"),
        min_value=1,
        value=None,
        step=step,
        key=begin(name),
        placeholder=empty,
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )
    return None if value is None else int(value)


def decimal(name: str, step: float) -> float:
    """A number from 0; the settings say what is too much."""
    value = st.number_input(
        say(f"setting.{name}"),
        min_value=0.0,
        step=step,
        format="%g",
        key=begin(name),
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )
    return float(value)


def decimal_or_none(name: str, empty: str, step: float) -> float | None:
    """A number from 0, or nothing; empty: what nothing means."""
    value = st.number_input(
        say(f"setting.{name}"),
        min_value=0.0,
        value=None,
        step=step,
        format="%g",
        key=begin(name),
        placeholder=empty,
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )
    return None if value is None else float(value)


def text(name: str, example: str) -> str:
    """A line of text; empty for nothing."""
    value = st.text_input(
        say(f"setting.{name}"),
        key=begin(name),
        placeholder=example,
        help=say(f"setting.{name}_help"),
        persist_state="session",
    )
    return value.strip()
