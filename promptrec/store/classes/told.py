"""What a class is, as it is read from the store; and what a nickname may be."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from promptrec.errors import StoreError

LONGEST = 20  # characters of a nickname
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
LENGTH = 6  # of a code


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonClass:
    """One class. step: where the teacher is, from 0."""

    id: int
    code: str
    language: str  # of the teacher, whose prompt all read
    step: int
    open: bool
    began_at: float
    answers: Mapping[str, str] = field(default_factory=dict)  # step -> what was right, once shown


@dataclass(frozen=True, slots=True)
class Pupil:
    """Somebody who joined. token: what this browser is known by."""

    id: int
    nickname: str
    token: str


def nickname_of(text: str) -> str:
    """A nickname as it is kept; StoreError for none, and for one that is too long.

    >>> nickname_of("  Ada \\n  L. "), nickname_of("a\\u202eb")
    ('Ada L.', 'ab')
    """
    seen = "".join(sign if sign.isspace() or is_seen(sign) else "" for sign in text)
    name = " ".join(unicodedata.normalize("NFKC", seen).split())
    if not name:
        raise StoreError("sentence.class_no_name")
    if len(name) > LONGEST:
        raise StoreError("sentence.class_long_name", most=LONGEST)
    return name


def is_seen(sign: str) -> bool:
    """False for what has no picture: controls, marks of direction, half characters."""
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def code_of(text: str) -> str:
    """A code as somebody typed it.

    >>> code_of(" k7q-x2m ")
    'K7QX2M'
    """
    return "".join(sign for sign in text.upper() if sign.isalnum())[: 2 * LENGTH]
