"""Names of fields: which are possible at all, and which right one is nearest to a wrong one."""

import difflib
from collections.abc import Iterable

PREFIXES = ("user.", "item.", "context.")
HISTORY = ("history.liked", "history.disliked", "history.recent", "history.summary")
COMMON = (*HISTORY, "item.title", "item.summary", "item.facts", "mask", "soft:8")
FORBIDDEN = "{}[]:\n\r"  # cannot stand in a column name that a template speaks of


def is_possible(name: str) -> bool:
    """True for a name that some data set may have."""
    if name.startswith("history."):
        return name in HISTORY
    return any(name.startswith(prefix) and len(name) > len(prefix) for prefix in PREFIXES)


def nearest(name: str, known: Iterable[str] = ()) -> str:
    """The most similar right name, or ""."""
    names = list(dict.fromkeys([*known, *COMMON]) if not known else dict.fromkeys(known))
    lower = {each.lower(): each for each in reversed(names)}
    wanted = name.strip().lower()
    if wanted in lower:
        return lower[wanted]
    tails = [each for each in names if each.rpartition(".")[2].lower() == wanted]
    if tails:
        return tails[0]
    found = difflib.get_close_matches(wanted, lower, n=1, cutoff=0.5)
    return lower[found[0]] if found else ""


def hint(name: str, known: Iterable[str] = ()) -> str:
    """ " Did you mean {...}?" or what names look like."""
    near = nearest(name, known)
    if near:
        return f"Did you mean {{{near}}}?"
    return "A field is written {item.title}: user., item., context. or history., then its name."
