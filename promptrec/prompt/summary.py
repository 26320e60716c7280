"""Counts as words: phrases that complete "The user ..." and "The film ...".

Lower case, without full stop; empty when there is nothing to count. Chinese phrases complete
该用户... and 该商品.... Where feedback is implicit, they count choices and name no like.

>>> history_summary(8, 10)
'likes most of what they rate (8 of 10)'
>>> item_summary(3, 20)
'is liked by few (3 of 20)'
>>> history_choices(12), item_choices(12)
('has chosen 12 items so far', 'was chosen by some (12)')
"""

import functools
import re
from bisect import bisect_left, bisect_right

from promptrec.languages import LANGUAGES, language_of

BOUNDS = (0.2, 0.4, 0.6, 0.8)  # shares of likes between the five middle words
KNOWN_BOUNDS = (0.02, 0.1, 0.5)  # shares of people between few, some, many and most
CHOICE_BOUNDS = (3, 10, 30, 100)  # choices of an item between the five words


def level(liked: int, seen: int) -> int:
    """0 none, 1 to 5 by share, 6 all."""
    if liked <= 0:
        return 0
    return 6 if liked >= seen else 1 + bisect_right(BOUNDS, liked / seen)


def history_summary(liked: int, seen: int, language: str = "en") -> str:
    """How much a user tends to like; liked of seen interactions."""
    return thought_of(language_of(language).counted.liking, liked, seen, language)


def item_summary(liked: int, seen: int, language: str = "en") -> str:
    """How much an item tends to be liked; liked of seen interactions."""
    if seen <= 0:
        return ""
    words = language_of(language).counted
    return words.liked.format(word=words.item[level(liked, seen)], liked=liked, seen=seen)


def history_choices(seen: int, language: str = "en") -> str:
    """How much a user has chosen so far, where feedback is implicit."""
    words = language_of(language).counted
    return chosen_of(words.one_choice, words.choices, seen)


def item_choices(seen: int, language: str = "en") -> str:
    """How often an item was chosen, where feedback is implicit."""
    if seen <= 0:
        return ""
    words = language_of(language).counted
    return words.chosen.format(word=words.choice[bisect_right(CHOICE_BOUNDS, seen)], seen=seen)


def history_alike(liked: int, seen: int, language: str = "en") -> str:
    """What a user thought of past items that go with the one in question; liked of seen.

    >>> history_alike(3, 4)
    'liked much of what goes with it (3 of 4)'
    """
    return thought_of(language_of(language).counted.alike, liked, seen, language)


def alike_choices(seen: int, language: str = "en") -> str:
    """How many of the items that go with it a user has chosen, where feedback is implicit."""
    words = language_of(language).counted
    return chosen_of(words.one_alike, words.alikes, seen)


def history_similar(liked: int, seen: int, language: str = "en") -> str:
    """What a user thought of past items that are similar to the one in question; liked of seen.

    >>> history_similar(3, 4)
    'liked much of what is similar to it (3 of 4)'
    """
    return thought_of(language_of(language).counted.similar, liked, seen, language)


def thought_of(phrase: str, liked: int, seen: int, language: str) -> str:
    """A phrase about some items of a history in the words of likes; "" for none of them."""
    if seen <= 0:
        return ""
    word = language_of(language).counted.history[level(liked, seen)]
    return phrase.format(word=word, liked=liked, seen=seen)


def similar_choices(seen: int, language: str = "en") -> str:
    """How many items that are similar to it a user has chosen, where feedback is implicit."""
    words = language_of(language).counted
    return chosen_of(words.one_similar, words.similars, seen)


def chosen_of(one: str, several: str, seen: int) -> str:
    """How many of some items a user has chosen; "" for none of them."""
    if seen <= 0:
        return ""
    return several.format(seen=seen) if seen > 1 else one


def item_popularity(people: int, everybody: int, language: str = "en") -> str:
    """How many of all others have met an item, in five steps: nobody, few, some, many, most.

    >>> item_popularity(0, 100), item_popularity(7, 100)
    ('is known by nobody so far', 'is known by some')
    """
    if everybody <= 0:
        return ""
    words = language_of(language).counted
    step = 1 + bisect_left(KNOWN_BOUNDS, people / everybody) if people else 0
    return words.popularity.format(word=words.known[step])


def item_likeminded(liked: int, people: int, language: str = "en") -> str:
    """Of the people of like taste who met an item, how many liked it."""
    if people <= 0:
        return ""
    words = language_of(language).counted
    return words.likeminded.format(word=words.item[level(liked, people)], liked=liked, seen=people)


def counted_in(text: str) -> int | None:
    """How many people or items a share in words was counted of; None for any other text.

    >>> counted_in(item_summary(2, 2)), counted_in(history_alike(1, 3, "zh")), counted_in("2 of 2")
    (2, 3, None)
    """
    for pattern in shares_of_some():
        found = pattern.fullmatch(text)
        if found:
            return int(found["seen"])
    return None


@functools.cache
def shares_of_some() -> list[re.Pattern[str]]:
    """The phrases that tell a share, in every language, as what finds their numbers."""
    holes = {"word": ".+", "liked": r"\d+", "seen": r"(?P<seen>\d+)"}
    return [
        re.compile(re.sub(r"\\\{(\w+)\\\}", lambda hole: holes[hole[1]], re.escape(phrase)))
        for language in LANGUAGES.values()
        for phrase in (
            language.counted.liking,
            language.counted.liked,
            language.counted.alike,
            language.counted.similar,
            language.counted.likeminded,
        )
    ]
