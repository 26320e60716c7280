"""Sentences of the package (alarms, errors, notes) in the visitor's language.

Each of them knows its key (promptrec.words). What has none, such as a message that an earlier
version kept in the store, is shown as it is.
"""

from promptrec.ui.shell.markdown import sentence_in
from promptrec.ui.shell.say import language
from promptrec.words.table import Sentence


def in_words(said: str) -> str:
    """A sentence of the package as the visitor reads it, as Markdown; those inside it, too."""
    return sentence_in(language(), said)


def in_text(said: str) -> str:
    """The same for what is no Markdown: HTML, cells, logs, what the editor shows."""
    if language() == "en" or not isinstance(said, Sentence):
        return str(said)
    return said.in_language(language())
