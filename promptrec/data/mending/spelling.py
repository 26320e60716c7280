"""Two spellings of one id: what a spreadsheet, an export or a hand adds to it.

>>> fold("7.0 ") == fold("007") == fold("7"), fold("B00a") == fold("b00A")
(True, True)
>>> difference("7", "7.0"), difference("7", "007"), difference("7 ", "7.0")
('decimals', 'zeros', 'mixed')
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u200c\u200d\ufeff"
DECIMALS = re.compile(r"(-?[0-9]+)\.0+")
PLAIN = re.compile(r"[1-9][0-9]*|[a-z_-][a-z0-9_-]*")  # an id that folding leaves as it is
SCIENTIFIC = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}|[+-]?[0-9][.,][0-9]+[eE][0-9]+")


def stripped(text: str) -> str:
    """Without blanks at the ends, those that nobody sees among them."""
    return text.strip(BLANKS)


def undotted(text: str) -> str:
    """A whole number without its `.0`; anything else as it is."""
    found = DECIMALS.fullmatch(text) if text.endswith("0") else None
    return found[1] if found else text


def unpadded(text: str) -> str:
    """A whole number without zeros in front; anything else as it is."""
    return text.lstrip("0") or "0" if text.isdecimal() else text


def composed(text: str) -> str:
    """Each letter and its accent as one sign, as most programs write them."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def half_width(text: str) -> str:
    """Without the wide signs of Chinese keyboards."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def one_case(text: str) -> str:
    """In small letters."""
    return half_width(text).casefold()


STEPS: Mapping[str, Callable[[str], str]] = {
    "blanks": stripped,
    "decimals": undotted,
    "zeros": unpadded,
    "accents": composed,
    "width": half_width,
    "case": one_case,
}


def fold(text: str) -> str:
    """What all spellings of one id have in common."""
    if PLAIN.fullmatch(text):
        return text
    return unpadded(undotted(one_case(stripped(text))))


def difference(one: str, other: str) -> str:
    """Which step of STEPS makes the two alike; "mixed" where it takes several."""
    return next((name for name, step in STEPS.items() if step(one) == step(other)), "mixed")


def twins(wanted: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Each wanted id that is not known -> the known id that is spelled almost so."""
    present = set(known)
    folded = {fold(text): text for text in reversed(list(known))}
    pairs = ((text, folded.get(fold(text))) for text in wanted if text not in present)
    return {text: twin for text, twin in pairs if twin is not None}


def is_scientific(text: str) -> bool:
    """True for a number as a spreadsheet shortens it.

    >>> [is_scientific(text) for text in ("1.26E+09", "9,78E+12", "1E+09", "12E4", "1e5", "3.5")]
    [True, True, True, False, False, False]
    """
    return ("E" in text or "e" in text) and SCIENTIFIC.fullmatch(text.strip()) is not None
