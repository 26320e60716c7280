"""Verbalizers: which words of the model mean liked, which disliked, or which rating.

>>> parse_verbalizer("great,good/terrible,bad").liked
('great', 'good')
>>> parse_verbalizer("terrible=1,okay=3,great=5").ratings
{'terrible': 1.0, 'okay': 3.0, 'great': 5.0}
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from promptrec.errors import TemplateError
from promptrec.languages import language_of
from promptrec.words.table import Sentence, sentence

LONGEST = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Verbalizer:
    """Label words of both sides; each may be several tokens."""

    liked: tuple[str, ...]
    disliked: tuple[str, ...]
    # word -> rating, when the words name ratings
    ratings: Mapping[str, float] | None = field(default=None, hash=False)

    @property
    def words(self) -> tuple[str, ...]:
        """All label words, liked first."""
        return (*self.liked, *self.disliked)

    def with_word(self, old: str, new: str) -> "Verbalizer":
        """The same with another word in the place of one.

        >>> str(parse_verbalizer("great,good/bad").with_word("good", "fine"))
        'great,fine/bad'
        """

        def named(words: Iterable[str]) -> tuple[str, ...]:
            return tuple(new if one == old else one for one in words)

        ratings = self.ratings
        if ratings is not None:
            ratings = dict(zip(named(ratings), ratings.values(), strict=True))
        return Verbalizer(named(self.liked), named(self.disliked), ratings)

    def __str__(self) -> str:
        if self.ratings:
            return ",".join(f"{word}={value:g}" for word, value in self.ratings.items())
        return f"{','.join(self.liked)}/{','.join(self.disliked)}"


def default_verbalizer(language: str) -> Verbalizer:
    """The label words of a template that names none."""
    return parse_verbalizer(language_of(language).label_words)


def parse_verbalizer(text: str) -> Verbalizer:
    """Read "liked,.../disliked,..." or "word=rating,...". Raises TemplateError."""
    if len(text) > LONGEST:
        raise TemplateError("sentence.words_long", count=f"{len(text):,}", most=f"{LONGEST:,}")
    if "=" in text:
        return of_ratings(text)
    sides = [split_words(side) for side in text.replace("，", ",").split("/")]
    if len(sides) != 2 or not all(sides):
        raise TemplateError("sentence.words_sides", text=repr(text), example=example())
    liked, disliked = sides
    twice = sorted({word for word in (*liked, *disliked) if (liked + disliked).count(word) > 1})
    if twice:
        raise TemplateError("sentence.words_twice", words=", ".join(twice))
    return Verbalizer(liked, disliked)


def of_ratings(text: str) -> Verbalizer:
    """Words above the middle of the named ratings count as liked, all others as disliked."""
    ratings: dict[str, float] = {}
    for entry in text.replace("，", ",").split(","):
        word, _, value = (side.strip() for side in entry.partition("="))
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not word or word in ratings or not math.isfinite(number):
            named = repr(entry.strip())
            raise TemplateError("sentence.words_rating", entry=named, example=example())
        ratings[word] = number
    middle = (min(ratings.values()) + max(ratings.values())) / 2
    liked = tuple(word for word, value in ratings.items() if value > middle)
    disliked = tuple(word for word, value in ratings.items() if value <= middle)
    if not liked or not disliked:
        raise TemplateError("sentence.words_range", text=repr(text), example=example())
    return Verbalizer(liked, disliked, ratings)


def example() -> Sentence:
    """What a verbalizer looks like."""
    return sentence("sentence.words_example")


def split_words(side: str) -> tuple[str, ...]:
    """Words between commas, without the white space around them."""
    return tuple(word.strip() for word in side.split(",") if word.strip())
