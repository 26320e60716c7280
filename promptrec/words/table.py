"""The tables of words, and sentences that remember which of them they are.

A sentence of the package is made from the English table and stays a string that can be printed or
stored; its key and values come along, so that a page can say the same in another language.

    >>> said = sentence("menu.home")
    >>> said, said.key
    ('Home', 'menu.home')
"""

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

LANGUAGES = {"en": "English", "zh": "中文"}
FOLDER = Path(__file__).parent
# Spaces that Chinese lacks; one before a star may be what Markdown needs to close or open.
APART = re.compile(r"(?<=\d) (?=%)|(?<=[）」》。，、；：！？]) (?=[^\s*])")


class Sentence(str):
    """English words that know their key and values."""

    __slots__ = ("key", "values")

    key: str  # "" for words that no table has
    values: Mapping[str, object]

    def __new__(cls, text: str, key: str = "", /, **values: object) -> "Sentence":
        """The text itself, and where it came from."""
        made = super().__new__(cls, text)
        made.key, made.values = key, values
        return made

    def in_language(self, language: str) -> str:
        """The same sentence in another language; values that are sentences too."""
        if not self.key:
            return str(self)
        values = {
            name: value.in_language(language) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return typeset(language, table(language)[self.key].format(**values))


@functools.cache
def table(language: str) -> Mapping[str, str]:
    """All words of one language by `section.name`."""
    sections = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": words
        for section, entries in sections.items()
        for name, words in entries.items()
    }


@functools.cache
def section(language: str, name: str) -> Mapping[str, str]:
    """The words of one section by their names in it."""
    start = f"{name}."
    return {
        key.removeprefix(start): words
        for key, words in table(language).items()
        if key.startswith(start)
    }


def worded(language: str, key: str, /, **values: object) -> str:
    """The words of a key; {name} is replaced by values["name"], once: values are not read again."""
    words = table(language)[key]
    return typeset(language, words.format(**values) if values else words)


def typeset(language: str, text: str) -> str:
    """A text as its language sets it: in Chinese no space before %, none behind a wide mark."""
    return APART.sub("", text) if language == "zh" else text


def sentence(key: str, /, **values: object) -> Sentence:
    """A sentence of the package: English text that knows its key and values."""
    return Sentence(table("en")[key].format(**values), key, **values)


def listed(sentences: Iterable[Sentence]) -> Sentence:
    """Sentences or parts of them as a list that each language joins as it does."""
    return functools.reduce(
        lambda before, one: sentence("joined.list", one=before, other=one), sentences
    )


def has_words(key: str) -> bool:
    """True when the tables have the key."""
    return key in table("en")
