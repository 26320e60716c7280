"""Widgets made from settings: one a setting, by its kind, bounds and choices.

Its words are those that `promptrec.fields.Setting` names.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from promptrec.fields import Setting, settings_of
from promptrec.methods import own_settings
from promptrec.settings import PRESETS, RunSettings
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.say import has_words, say
from promptrec.ui.state import keys
from promptrec.ui.state.key import Key

MOST_ROWS = 2000  # to learn from at first, where a preset does not say it


def filled(preset: str) -> RunSettings:
    """What the form holds once a preset is chosen; data and template are chosen beside it."""
    return RunSettings(
        dataset="", template="", **{"max_train": MOST_ROWS, **PRESETS[preset].settings}
    )


START = filled(next(iter(PRESETS)))  # what the form begins with


def run_settings() -> dict[str, Setting]:
    """The settings of a run by name, and those of the methods."""
    return {setting.name: setting for setting in settings_of(RunSettings)} | own_settings()


def ask(name: str, **shown: Any) -> Any:
    """What a person says for one setting of a run."""
    return widget(run_settings()[name], keys.SETTING.of(name), getattr(START, name), **shown)


def ask_all(*names: str) -> dict[str, Any]:
    """Several, one below the other."""
    return {name: ask(name) for name in names}


def widget(
    setting: Setting,
    key: Key[Any],
    first: object,
    *,
    choices: Sequence[str] = (),
    words: Callable[[str], str] | None = None,
    empty: str = "",
) -> Any:
    """What a person says for a setting; later runs of the page keep it.

    choices: those on offer, all by default. words: what they are called. empty: what nothing means.
    """
    key.begin(first)
    called = word_of(setting) or setting.name.replace("_", " ").capitalize()
    common: dict[str, Any] = {
        "key": key.name,
        "help": help_of(setting),
        "persist_state": "session",
    }
    offered = tuple(choices or setting.choices)
    if offered:
        key.give_way(offered, offered[0])
        named = words or (lambda choice: choice_words(setting, choice))
        return st.selectbox(called, offered, format_func=named, **common)
    if setting.kind is bool:
        return st.toggle(called, **common)
    common["placeholder"] = empty or word_of(setting, "_empty") or None
    if setting.kind is str:
        return st.text_input(called, **common).strip()
    return number(setting, called, common)


def number(setting: Setting, called: str, common: dict[str, Any]) -> Any:
    """A number within its lower bound, or nothing; the settings say what is too much."""
    least = setting.least if setting.above is None else setting.above + (setting.kind is int)
    as_kind: Callable[[Any], Any] = setting.kind
    if setting.kind is float:
        common["format"] = "%g"
    if setting.optional:
        common["value"] = None
    value = st.number_input(
        called, min_value=as_kind(least or 0), step=as_kind(setting.step or 1), **common
    )
    return None if value is None else as_kind(value)


def word_of(setting: Setting, what: str = "") -> str:
    """One of the words of a setting; "" where the tables have none."""
    key = f"{setting.section}.{setting.name}{what}"
    return say(key) if has_words(key) else ""


def help_of(setting: Setting) -> str | None:
    """Its help, and below it the glossary where it is named like a term: head, epochs."""
    name = setting.name
    return explained(word_of(setting, "_help"), name, name.removesuffix("s")) or None


def choice_words(setting: Setting, choice: str) -> str:
    """What a choice is called: by this setting, else by all, else by its own name."""
    return word_of(setting, f"_{choice}") or option_words(choice)


def value_words(setting: Setting, value: object) -> str:
    """A value of a setting as people read it."""
    if value is None or value == "":
        return word_of(setting, "_empty") or "–"
    if isinstance(value, bool):
        return say("beyond.yes" if value else "beyond.no")
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else choice_words(setting, str(value))


def option_words(option: str) -> str:
    """What a choice is called wherever it stands."""
    key = f"option.{option}"
    return say(key) if has_words(key) else option
