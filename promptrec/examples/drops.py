"""What goes first when a prompt is too long.

Oldest history entries first, then the last entries of lists, then the last words of long texts;
summaries and at last the title only when nothing else is left.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promptrec.data.values import Value
from promptrec.examples.encode import LONGEST_WORD
from promptrec.prompt.fieldname import base_of

SUMMARIES = (  # phrases: whole or not at all
    *("history.summary", "history.alike", "history.similar"),
    *("item.summary", "item.popularity", "item.likeminded"),
)
TITLE = "item.title"
RANKS = 5  # histories, lists, texts, summaries, the title
PIECE = 8  # characters of a long word that go at a time


@dataclass(frozen=True, slots=True)
class Droppable:
    """The entries of one prompt's fields and the order in which they go."""

    values: Mapping[str, Value]
    entries: Mapping[str, tuple[str, ...]]  # what `:N` leaves of each field
    order: Sequence[tuple[str, str]]  # (field, entry): first to go stands first

    @classmethod
    def of(cls, values: Mapping[str, Value], limits: Mapping[str, int]) -> "Droppable":
        """Rank the fields (`rank_of`); within a rank the longest gives first.

        Of two as long the one that stands first in the template (`limits`), whoever gives values.
        """
        given = [(name, values[name]) for name in limits if name in values]
        entries = {
            name: (str(value),)
            if is_summary(name, value)
            else as_entries(value, limits[name], newest=is_history(name))
            for name, value in given
        }
        order: list[tuple[str, str]] = []
        for rank in range(RANKS):
            left = {name: len(entries[name]) for name in entries if rank_of(name, values) == rank}
            for _ in range(sum(left.values())):
                longest = max(left, key=left.__getitem__)
                found, size = entries[longest], left[longest]
                order.append((longest, found[-size] if is_history(longest) else found[size - 1]))
                left[longest] -= 1
        return cls(values, entries, order)

    def values_after(self, drops: int) -> dict[str, Value]:
        """The values without the first `drops` entries of the order."""
        result = dict(self.values)
        for name, count in Counter(name for name, _ in self.order[:drops]).items():
            found = self.entries[name]
            kept = found[count:] if is_history(name) else found[: len(found) - count]
            value = self.values[name]
            result[name] = kept if isinstance(value, tuple) else "".join(kept)
        return result


def rank_of(name: str, values: Mapping[str, Value]) -> int:
    """0 history, 1 list, 2 text, 3 summary, 4 the title: who gives first."""
    if is_summary(name, values[name]):
        return 3
    if name == TITLE:
        return 4
    if is_history(name):
        return 0
    return 1 if isinstance(values[name], tuple) else 2


def is_summary(name: str, value: Value) -> bool:
    """True for counts in words; a list column of such a name is none."""
    return base_of(name) in SUMMARIES and isinstance(value, str)


def is_history(name: str) -> bool:
    """True for lists that lose their oldest entry, which stands first."""
    return name.startswith("history.")


def as_entries(value: Value, limit: int, *, newest: bool) -> tuple[str, ...]:
    """What can be dropped one by one: entries that `:N` leaves, or the pieces of a text."""
    if isinstance(value, str):
        return pieces_of(value)  # `readable` has limited it
    if not limit:
        return value
    return value[-limit:] if newest else value[:limit]


def pieces_of(text: str) -> tuple[str, ...]:
    """A text as words, each with the blank before it; a long word as several pieces.

    >>> pieces_of("The Thin Man"), pieces_of("瘦子")
    (('The', ' Thin', ' Man'), ('瘦', '子'))
    """
    if not has_words(text):
        return tuple(text)
    pieces: list[str] = []
    for word in text.split():
        step = PIECE if len(word) > LONGEST_WORD else len(word)
        parts = [word[at : at + step] for at in range(0, len(word), step)]
        pieces += [f" {parts[0]}" if pieces else parts[0], *parts[1:]]
    return tuple(pieces)


def has_words(text: str) -> bool:
    """False for a text that is written without blanks."""
    return text.isascii() or len(text.split()) > 1
