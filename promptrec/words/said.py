"""What a file calls itself in other languages than its own: tables `[said.zh]` of short texts.

>>> said = read_said({"zh": {"name": "只有标题"}}, ("name", "note"))
>>> text_in(said, "zh", "name", "Plain title"), text_in(said, "en", "name", "Plain title")
('只有标题', 'Plain title')
>>> read_said({"zh": {"title": "?"}}, ("name", "note")) is None
True
"""

from collections.abc import Collection, Mapping

from promptrec.words.table import LANGUAGES

Said = Mapping[str, Mapping[str, str]]  # language -> which text -> the text


def read_said(raw: object, known: Collection[str]) -> Said | None:
    """The tables as a file gives them; None where one of them is no such table."""
    if not isinstance(raw, Mapping):
        return None
    for language, texts in raw.items():
        if language not in LANGUAGES or not isinstance(texts, Mapping):
            return None
        if not set(texts) <= set(known) or not all(isinstance(one, str) for one in texts.values()):
            return None
    return raw


def text_in(said: Said, language: str, which: str, own: str) -> str:
    """A text in a language; the file's own where it has no other."""
    return said.get(language, {}).get(which) or own
