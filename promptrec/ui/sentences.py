"""Sentences of the package (alarms, errors, notes) in the visitor's language.

A sentence that knows its key (promptrec.words) is said again with it. Text that has lost its key,
such as a message kept in the store, is matched back: a table of words has it under `sentence.`,
with {name} where values stand. One that it lacks is shown as it is.
"""

import functools
import re
import string

from promptrec.ui.say import language, table
from promptrec.words.table import Sentence

SECTION = "sentence."


@functools.cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each sentence's key, and what matches it with any values."""
    return tuple(
        (key, re.compile(pattern_of(words)))
        for key, words in table("en").items()
        if key.startswith(SECTION)
    )


def pattern_of(words: str) -> str:
    """A regular expression for words with {name} in them; doubled braces are braces.

    >>> pattern_of("{key} must be text: {key}")
    '(?P<key>.*?)\\\\ must\\\\ be\\\\ text:\\\\ (?P=key)'
    """
    pattern, seen = "", set()
    for text, name, _, _ in string.Formatter().parse(words):
        value = "" if not name else f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        pattern += re.escape(text) + value
        seen.add(name)
    return pattern


def sentence_key(sentence: str) -> str:
    """Where the tables have a sentence; "" when they do not."""
    found = (key for key, pattern in patterns() if pattern.fullmatch(sentence))
    return next(found, "")


def in_words(sentence: str) -> str:
    """A sentence of the package as the visitor reads it; so are the values in it, where known.

    A value may be a sentence of its own (behind its place in a file), or a list of known words.
    """
    if language() == "en":
        return str(sentence)
    if isinstance(sentence, Sentence) and sentence.key:
        return sentence.in_language(language())
    key = sentence_key(sentence)
    if not key:
        return sentence
    match = dict(patterns())[key].fullmatch(sentence)
    values = match.groupdict() if match else {}
    return table(language())[key].format(**{name: spoken(one) for name, one in values.items()})


def spoken(value: str) -> str:
    """A value in words: as one sentence, or each entry of a list by itself."""
    if sentence_key(value):
        return in_words(value)
    return ", ".join(map(in_words, value.split(", ")))
