"""Every word that a page shows, in the visitor's language: `say("home.title")`.

The tables are promptrec/words/en.toml and zh.toml: one section per page, the same keys in both.
"""

from promptrec.ui.shell.markdown import joined, marked, plain
from promptrec.ui.state.keys import LANGUAGE
from promptrec.words.table import LANGUAGES, has_words, table, worded

__all__ = [
    "LANGUAGES",
    "has_words",
    "joined",
    "language",
    "plain",
    "say",
    "say_text",
    "table",
]


def language() -> str:
    """The language that this visitor chose in the sidebar."""
    chosen = LANGUAGE.get()
    return chosen if chosen in LANGUAGES else "en"


def say(key: str, /, **values: object) -> str:
    """The words of a key in the visitor's language, as Markdown; {name} is values["name"].

    Values are put in once and are not read again: braces and Markdown of a title stay as they are.
    """
    spoken = language()
    return marked(spoken, table(spoken)[key], values)


def say_text(key: str, /, **values: object) -> str:
    """The same for what is no Markdown: HTML, figures, cells, names, choices of a box."""
    return worded(language(), key, **values)
