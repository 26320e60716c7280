"""The languages of templates and data. A new one is a file here and a line in this table.

What pages and messages say is no part of it: that is `promptrec.words`.

>>> language_of("zh").list_joint, language_of("fr") is LANGUAGES["en"]
('、', True)
"""

from promptrec.languages.chinese import CHINESE
from promptrec.languages.english import ENGLISH
from promptrec.languages.language import Language, Phrases, Style

__all__ = ["LANGUAGES", "Language", "Phrases", "Style", "language_of"]

LANGUAGES = {"en": ENGLISH, "zh": CHINESE}


def language_of(name: str) -> Language:
    """A language by its name; English for one that we do not speak."""
    return LANGUAGES.get(name, ENGLISH)
