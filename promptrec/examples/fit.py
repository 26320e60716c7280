"""Truncation: shorten the values of one prompt until the model can read it whole.

Order: oldest history entries first, then the last entries of lists, then the last words of long
texts. Never the title, the mask or the template's own words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promptrec.errors import TemplateError
from promptrec.examples.encode import Encoder
from promptrec.prompt.rendered import Rendered
from promptrec.prompt.template import Template
from promptrec.records import Cut, Encoded

Value = str | tuple[str, ...]
NEVER_CUT = ("item.title", "history.summary", "item.summary")


@dataclass(frozen=True, slots=True)
class Fitted:
    """A rendered prompt that fits, as the model reads it, and what was dropped for it."""

    prompt: Rendered
    encoded: Encoded
    cuts: tuple[Cut, ...] = ()


class Fitter:
    """Fits the prompts of one template to one encoder."""

    def __init__(self, template: Template, encoder: Encoder) -> None:
        self._template = template
        self._encoder = encoder
        self._limits = limits(template)
        self._cost: dict[str, int] = {}  # tokens of a word or entry, its separator included

    def fit(self, values: Sequence[Mapping[str, Value]]) -> list[Fitted]:
        """Render every set of values; shorten those whose prompt is too long."""
        prompts = [self._template.render(value) for value in values]
        return [
            Fitted(prompt, encoded)
            if len(encoded) <= self._encoder.max_tokens
            else self._shorten(value, len(encoded) - self._encoder.max_tokens)
            for prompt, encoded, value in zip(
                prompts, self._encoder.encode(prompts), values, strict=True
            )
        ]

    def _shorten(self, values: Mapping[str, Value], excess: int) -> Fitted:
        ladder = Ladder.of(values, self._limits)
        drops, saved = 0, 0  # estimate how many drops it takes, then settle on the fewest that fit
        while drops < len(ladder.order) and saved < excess:
            saved += self._tokens_of(ladder.order[drops][1])
            drops += 1
        while drops and self._excess(ladder.values_after(drops - 1)) <= 0:
            drops -= 1
        while (left := self._excess(ladder.values_after(drops))) > 0:
            if drops == len(ladder.order):
                raise TemplateError(
                    f"The title and the template's own words are {left} tokens longer than the "
                    f"{self._encoder.max_tokens} tokens that the model reads "
                    f"(title {str(values.get('item.title', ''))[:40]!r}). Shorten the template."
                )
            drops += 1
        prompt = self._template.render(ladder.values_after(drops))
        return Fitted(prompt, self._encoder.encode([prompt])[0], ladder.cuts(drops))

    def _excess(self, values: Mapping[str, Value]) -> int:
        """Tokens over the limit; 0 or less when the prompt fits."""
        return self._encoder.count([self._template.render(values)])[0] - self._encoder.max_tokens

    def _tokens_of(self, entry: str) -> int:
        if entry not in self._cost:
            self._cost[entry] = len(self._encoder.word_ids(entry)) + 1
        return self._cost[entry]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The entries of one prompt's fields and the order in which they go."""

    values: Mapping[str, Value]
    entries: Mapping[str, tuple[str, ...]]  # what `:N` leaves of each field that may be cut
    order: Sequence[tuple[str, str]]  # (field, entry): first to go stands first

    @classmethod
    def of(cls, values: Mapping[str, Value], limits: Mapping[str, int]) -> "Ladder":
        """Rank the fields (history, lists, texts); within a rank the longest gives first."""
        entries = {
            name: as_entries(value, limits[name], newest=is_history(name))
            for name, value in values.items()
            if name in limits and name not in NEVER_CUT
        }
        order: list[tuple[str, str]] = []
        for rank in range(3):
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
            result[name] = kept if isinstance(value, tuple) else joint(value).join(kept)
        return result

    def cuts(self, drops: int) -> tuple[Cut, ...]:
        """Per shortened field, how many entries are kept and dropped."""
        counts = Counter(name for name, _ in self.order[:drops])
        return tuple(Cut(name, len(self.entries[name]) - n, n) for name, n in counts.items())


def is_history(name: str) -> bool:
    """True for lists that lose their oldest entry, which stands first."""
    return name.startswith("history.")


def rank_of(name: str, values: Mapping[str, Value]) -> int:
    """0 history, 1 list, 2 text: who gives first."""
    if is_history(name):
        return 0
    return 1 if isinstance(values[name], tuple) else 2


def limits(template: Template) -> dict[str, int]:
    """Per field of the template its largest `:N`; 0 when it stands somewhere without one."""
    result: dict[str, int] = {}
    for part in template.field_parts:
        limit, known = part.limit or 0, result.get(part.name)
        result[part.name] = limit if known is None else max(known, limit) if known * limit else 0
    return result


def as_entries(value: Value, limit: int, *, newest: bool) -> tuple[str, ...]:
    """What can be dropped one by one: the entries that `:N` leaves, or the words of a text."""
    entries = value if isinstance(value, tuple) else words_of(value)
    if not limit:
        return entries
    return entries[-limit:] if newest else entries[:limit]


def words_of(text: str) -> tuple[str, ...]:
    """Words of a text; its characters where it is written without spaces."""
    return tuple(text.split()) if joint(text) else tuple(text)


def joint(text: str) -> str:
    """What stands between two entries of a text: a space, or nothing in Chinese."""
    return " " if text.isascii() or len(text.split()) > 1 else ""
