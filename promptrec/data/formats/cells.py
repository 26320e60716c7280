"""Values of a program -> cells of text, as somebody would have typed them into a CSV file.

>>> from datetime import datetime
>>> text_of(4.0), text_of(datetime(2025, 8, 24)), text_of(True), text_of(None)
('4', '2025-08-24', 'true', '')
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

JOINTS = ("|", ";", "/", "¦", "⁞")  # what joins entries of a list: the first that none of them has


def text_of(value: object) -> str:
    """One value that is no list."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def number_text(value: float) -> str:
    """A float; whole ones without a point, what is no number as nothing."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 2**63 else repr(float(value))


def moment_text(value: datetime) -> str:
    """A moment; midnight without a zone is a day."""
    clock = value.hour or value.minute or value.second or value.microsecond
    if not clock and value.tzinfo is None:
        return value.date().isoformat()
    return value.isoformat(sep=" ")


def joint_of(lists: Iterable[Sequence[str]]) -> str:
    """What joins the entries of these lists, so that each can be told from the next."""
    used = {sign for entries in lists for entry in entries for sign in entry}
    return next((sign for sign in JOINTS if sign not in used), JOINTS[-1])


def flat(row: Mapping[str, object], before: str = "") -> dict[str, object]:
    """A value by the path of its keys: {"a": {"b": 1}} is {"a.b": 1}."""
    found: dict[str, object] = {}
    for key, value in row.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            found |= flat(value, f"{name}.")
        else:
            found[name] = value
    return found


def is_list_of_values(value: object) -> bool:
    """True for a list without lists or objects in it."""
    return isinstance(value, list) and not any(
        isinstance(each, list | tuple | Mapping) for each in value
    )
