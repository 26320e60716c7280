"""Every sentence that a page shows, from one table per language: `say("home.title")`.

The tables are promptrec/ui/words/en.toml and zh.toml: one section per page, the same keys in both.
"""

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

LANGUAGES = {"en": "English", "zh": "中文"}
FOLDER = Path(__file__).parent / "words"


@functools.cache
def table(language: str) -> Mapping[str, str]:
    """All words of one language by `section.name`."""
    sections = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": words
        for section, entries in sections.items()
        for name, words in entries.items()
    }


def language() -> str:
    """The language that this visitor chose in the sidebar."""
    chosen = st.session_state.get("lang")
    return chosen if chosen in LANGUAGES else "en"


def say(key: str, /, **values: object) -> str:
    """The words of a key in the visitor's language; {name} is replaced by values["name"].

    Values are put in once and are not read again: a title with braces stays as it is.
    """
    words = table(language())[key]
    return words.format(**values) if values else words


def has_words(key: str) -> bool:
    """True when the table has the key: for names that come from other parts (metrics, states)."""
    return key in table("en")


def plain(text: object) -> str:
    """Text of the data, made safe for a Markdown label: no markup of its own."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-!|<>~$:" else char for char in str(text))
