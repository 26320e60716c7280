"""Every word that a page shows, in the visitor's language: `say("home.title")`.

The tables are promptrec/words/en.toml and zh.toml: one section per page, the same keys in both.
"""

from promptrec.ui.state.keys import LANGUAGE
from promptrec.words.table import LANGUAGES, has_words, table, worded

__all__ = ["LANGUAGES", "has_words", "language", "plain", "say", "table"]


def language() -> str:
    """The language that this visitor chose in the sidebar."""
    chosen = LANGUAGE.get()
    return chosen if chosen in LANGUAGES else "en"


def say(key: str, /, **values: object) -> str:
    """The words of a key in the visitor's language; {name} is replaced by values["name"].

    Values are put in once and are not read again: a title with braces stays as it is.
    """
    return worded(language(), key, **values)


def plain(text: object) -> str:
    """Text of the data, made safe for a Markdown label: no markup of its own."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-!|<>~$:&" else char for char in str(text))
