"""Names of fields: which are possible at all, and which right one is nearest to a wrong one."""

import difflib
from collections.abc import Iterable, Sequence

from promptrec.counted import ALIKE_FIELDS, CF_FIELDS, EVIDENCE_FIELDS, HISTORY_FIELDS
from promptrec.words.table import Sentence, sentence

FAMILIES = ("user", "item", "context", "history")
COMMON = (
    *HISTORY_FIELDS,
    "item.title",
    "item.summary",
    *EVIDENCE_FIELDS,
    "item.facts",
    *CF_FIELDS,
)  # any data may have them
WINDOWED = ("history.summary", *ALIKE_FIELDS)  # `:N` chooses what is counted: a field of its own
ALIKE = 0.6  # least similarity of a suggestion, 0 to 1
LISTED = 8  # names that a message lists at most


def base_of(name: str) -> str:
    """A field without the window that it counts.

    >>> base_of("history.alike:4")
    'history.alike'
    """
    base = name.partition(":")[0]
    return base if base in WINDOWED else name


def window_of(name: str) -> int | None:
    """How many past items a field counts; None where it does not say."""
    return None if base_of(name) == name else int(name.partition(":")[2])


def is_possible(name: str) -> bool:
    """True for a name that some data set may have."""
    family, _, column = name.partition(".")
    if family == "history":
        return name in HISTORY_FIELDS
    if family == "cf":
        return name in CF_FIELDS
    return family in FAMILIES and bool(column)


def nearest(name: str, known: Iterable[str] = ()) -> str:
    """The right name that was probably meant, or "".

    The same name in other case counts most, then the same column of another family, then likeness.
    Without known names: what any template may hold, mask and soft tokens included.

    >>> nearest("titel", ["user.age", "item.title"])
    'item.title'
    """
    wanted = name.strip().lower()
    names = tuple(known)
    if not names:
        return special(wanted) or repaired(name.strip()) or most_alike(wanted, COMMON)
    column = wanted.rpartition(".")[2]
    same = [each for each in names if each.partition(".")[2].lower() == column]
    return most_alike(wanted, same, at_least=0) or most_alike(wanted, names)


def special(wanted: str) -> str:
    """{mask} or {soft:8}, when one of them was misspelt."""
    found = most_alike(wanted, ("mask", "soft"))
    return "soft:8" if found == "soft" else found


def repaired(name: str) -> str:
    """The name with a known family in place of a misspelt one: items.title, Item.title."""
    family, _, column = name.partition(".")
    right = most_alike(family.strip().lower(), FAMILIES)
    guess = f"{right}.{column.strip()}"
    return guess if right and is_possible(guess) else ""


def most_alike(wanted: str, names: Sequence[str], at_least: float = ALIKE) -> str:
    """The name that looks most like the wanted one; its column alone may look alike, too."""
    looks = {look: each for each in reversed(names) for look in (each.lower(), column_of(each))}
    found = difflib.get_close_matches(wanted, looks, n=1, cutoff=at_least)
    return looks[found[0]] if found else ""


def column_of(name: str) -> str:
    """What stands behind the first dot, in lower case; the whole where there is none."""
    return (name.partition(".")[2] or name).lower()


def hint(name: str, known: Iterable[str] = ()) -> Sentence:
    """What to write instead: the nearest name, else those there are, else what one looks like."""
    names = tuple(known)
    if near := nearest(name, names):
        return sentence("sentence.mean", name=near)
    if names:
        family = name.partition(".")[0]
        own = [each for each in names if each.partition(".")[0] == family]
        return sentence("sentence.choose", names=listed(own or names))
    return sentence("sentence.field_form")


def listed(names: Sequence[str]) -> str:
    """Fields as a message lists them, not too many."""
    shown = ", ".join(f"{{{each}}}" for each in names[:LISTED])
    return f"{shown}, ..." if len(names) > LISTED else shown
