"""The nearest right word to a wrong one, for error messages."""

import difflib
from collections.abc import Iterable
from itertools import islice

from promptrec.words.table import Sentence, sentence

LOOKED_AT = 20_000  # choices compared at most: an error message must not take seconds


def nearest(wrong: str, choices: Iterable[str], n: int = 3) -> tuple[str, ...]:
    """Up to n choices that look like `wrong`, best first; empty when none does.

    >>> nearest("iten.title", ["item.title", "user.age"])
    ('item.title',)
    """
    return tuple(difflib.get_close_matches(wrong, islice(choices, LOOKED_AT), n=n, cutoff=0.6))


def hint(wrong: str, choices: Iterable[str]) -> Sentence:
    """A sentence that names the nearest choices, with a space before it; "" when none is near.

    >>> hint("like", ["like_at", "name"])
    ' Nearest: like_at.'
    """
    found = nearest(wrong, choices)
    return sentence("sentence.nearest", near=", ".join(found)) if found else Sentence("")


def named(choices: Iterable[str]) -> str:
    """What there is to choose from, between commas; the word for none where there is nothing."""
    return ", ".join(choices) or sentence("sentence.none")


def shown(value: str, length: int = 40) -> str:
    """A cell as an error message quotes it: one line, not too long.

    >>> shown("a" * 50, 5)
    "'aaaaa…'"
    """
    return repr(value if len(value) <= length else value[:length] + "…")
