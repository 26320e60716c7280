"""Sentences that are kept: their key and values come back with them, whatever language reads them.

A sentence is written as a JSON object of its key, its values and its English text. A key that the
tables no longer have, or now with other values, leaves the text; so does text without a key.

    >>> from_text(to_text(Sentence("Home", "menu.home"))).key
    'menu.home'
    >>> to_text("Cancelled."), from_text("Cancelled.")
    ('Cancelled.', 'Cancelled.')
"""

import json
from collections.abc import Mapping

from promptrec.words.table import Sentence, table

PARTS = {"key", "values", "text"}


def to_text(said: str) -> str:
    """What a text column holds: the text itself, or a document where there is a key."""
    if not getattr(said, "key", "") and not said.startswith("{"):
        return str(said)
    made = said if isinstance(said, Sentence) else Sentence(said)
    return json.dumps(sentence_document(made), ensure_ascii=False)


def from_text(text: str) -> Sentence:
    """The sentence of a text column; what is no document is text without a key."""
    if text.startswith("{"):
        try:
            found = from_document(json.loads(text))
        except (ValueError, RecursionError):
            found = text
        if isinstance(found, Sentence):
            return found
    return Sentence(text)


def to_document(value: object) -> object:
    """A value for JSON, with a document in place of each sentence that has a key."""
    if isinstance(value, Sentence):
        return sentence_document(value) if value.key else str(value)
    if isinstance(value, Mapping):
        return {name: to_document(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [to_document(one) for one in value]
    return value


def from_document(value: object) -> object:
    """A value of JSON, with a sentence in place of each document of one."""
    if isinstance(value, list):
        return [from_document(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    if set(value) == PARTS:
        return sentence_of(value)
    return {name: from_document(one) for name, one in value.items()}


def sentence_document(said: Sentence) -> dict[str, object]:
    """Key, values and English text; a value that JSON does not know is its text."""
    values = {
        name: value if value is None or isinstance(value, int | float) else in_document(value)
        for name, value in said.values.items()
    }
    return {"key": said.key, "values": values, "text": str(said)}


def in_document(value: object) -> object:
    """A value of a sentence: a sentence of its own, or text."""
    return to_document(value if isinstance(value, Sentence) else str(value))


def sentence_of(document: Mapping[str, object]) -> Sentence:
    """The sentence of a document, as far as the tables still know it."""
    key, values, text = (document[name] for name in ("key", "values", "text"))
    if not isinstance(values, Mapping):
        return Sentence(str(text))
    found = {str(name): from_document(value) for name, value in values.items()}
    try:
        table("en")[str(key)].format(**found)
    except (KeyError, IndexError, ValueError):
        return Sentence(str(text))
    return Sentence(str(text), str(key), **found)
