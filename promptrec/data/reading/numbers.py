"""Numbers in cells: plain ASCII decimals, finite; not all that Python would accept."""

import math
import re

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

    >>> plain(4.0), plain(3.5)
    ('4', '3.5')
    """
    return str(int(value)) if value == int(value) else str(value)
