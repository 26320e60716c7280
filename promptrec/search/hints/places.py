"""The words of a template that are the same in every prompt, and other words in their places."""

from dataclasses import dataclass

from promptrec.examples.encode import Encoder
from promptrec.examples.spelling import script
from promptrec.prompt.edits import units
from promptrec.prompt.parse import Kind, flat
from promptrec.prompt.template import Template


@dataclass(frozen=True, slots=True)
class FixedWord:
    """A word of a template's own text and where it begins there."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)


def fixed_words(template: Template, encoder: Encoder) -> tuple[FixedWord, ...]:
    """Words that the model reads as one token, in order; those of optional parts too."""
    texts = [part for part in flat(template.parts) if part.kind is Kind.TEXT]
    found = []
    for unit in units(template.text, texts):
        word = unit.text.strip()
        if word.isalpha() and len(encoder.word_ids(word)) == 1:
            found.append(FixedWord(word, unit.start + unit.text.index(word)))
    return tuple(sorted(found, key=lambda one: one.start))


def put(text: str, place: FixedWord, word: str) -> str:
    """The text with another word at a place.

    >>> put("A good film", FixedWord("good", 2), "fine")
    'A fine film'
    """
    return text[: place.start] + word + text[place.end :]


def as_written(word: str, like: str) -> str:
    """A word with a capital where the other one has one.

    >>> as_written("movie", "Film"), as_written("movie", "film")
    ('Movie', 'movie')
    """
    return word[0].upper() + word[1:] if like[0].isupper() else word


def may_stand_for(word: str, old: str) -> bool:
    """True for another word of the same script, of more than one letter where that has blanks.

    >>> may_stand_for("movie", "film"), may_stand_for("Film", "film"), may_stand_for("б", "film")
    (True, False, False)
    """
    same = {script(letter) for letter in word} == {script(old)}
    long = len(word) > 1 or script(old) == "CJK"
    return same and long and word.casefold() != old.casefold()
