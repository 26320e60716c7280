"""Sentences of the package (alarms, errors, notes) in the visitor's language.

Each of them knows its key (promptrec.words). What has none, such as a message that an earlier
version kept in the store, is shown as it is.
"""

from promptrec.ui.shell.say import language
from promptrec.words.table import Sentence


def in_words(said: str) -> str:
    """A sentence of the package as the visitor reads it; so are the sentences among its values."""
    if language() == "en" or not isinstance(said, Sentence):
        return str(said)
    return said.in_language(language())
