"""Numbers in cells: plain ASCII decimals, finite; not all that Python would accept."""

import math
import re

EXACT = 1e16  # beyond it a float tells no whole number from the next, and its figures are none
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number(text: str) -> float | None:
    """The number in a cell, None when it is none.

    >>> number(" 3.5 "), number("1_000"), number("nan"), number("1e999"), number("")
    (3.5, None, None, None, None)
    """
    stripped = text.strip()
    if not NUMBER.fullmatch(stripped):
        return None
    value = float(stripped)
    return value if math.isfinite(value) else None


def plain(value: float) -> str:
    """A number as people write it.

    >>> plain(4.0), plain(3.5), plain(1e300)
    ('4', '3.5', '1e+300')
    """
    return str(int(value)) if abs(value) < EXACT and value == int(value) else str(value)
