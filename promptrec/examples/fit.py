"""Truncation: shorten the values of one prompt until the model can read it whole.

What goes first says `drops.py`; never the mask or the template's own words. A cell that is too long
by itself is cut to its beginning before (`cells.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promptrec.counted import CF_FIELDS
from promptrec.data.values import Value
from promptrec.errors import TemplateError
from promptrec.examples.cells import Cells
from promptrec.examples.drops import Droppable, as_entries, has_words, is_history
from promptrec.examples.encode import Encoder
from promptrec.prompt.rendered import Rendered
from promptrec.prompt.template import Template, first_words
from promptrec.records import Cut, Encoded

HUGE = 32  # characters per token of the model from which a cell is cut before it is encoded


@dataclass(frozen=True, slots=True)
class Fitted:
    """A rendered prompt that fits, as the model reads it, and what was dropped for it."""

    prompt: Rendered
    encoded: Encoded
    cuts: tuple[Cut, ...] = ()
    long: tuple[tuple[str, str], ...] = ()  # (field, cell) that no prompt could hold whole


class Fitter:
    """Fits the prompts of one template to one encoder."""

    def __init__(self, template: Template, encoder: Encoder) -> None:
        self._template = template
        self._encoder = encoder
        self._limits = limits(template)
        room = encoder.max_tokens - encoder.count([template.render({})])[0]
        self.cells = Cells(encoder, template.language, self._limits, room)
        self._cost: dict[str, int] = {}  # tokens of a word or entry, its separator included

    def fit(self, values: Sequence[Mapping[str, Value]]) -> list[Fitted]:
        """Render every set of values; shorten those whose prompt is too long."""
        huge = [self._is_huge(value) for value in values]
        prompts = [
            self._template.render({} if much else value)
            for value, much in zip(values, huge, strict=True)
        ]
        return [
            self._shorten(value)
            if much or len(encoded) > self._encoder.max_tokens
            else Fitted(prompt, encoded)
            for prompt, encoded, value, much in zip(
                prompts, self._encoder.encode(prompts), values, huge, strict=True
            )
        ]

    def _is_huge(self, values: Mapping[str, Value]) -> bool:
        most = HUGE * self._encoder.max_tokens
        return any(
            len(cell) > most for name in self._limits for cell in cells_of(values.get(name, ""))
        )

    def _shorten(self, values: Mapping[str, Value]) -> Fitted:
        own = {name: values[name] for name in self._limits if name in values}
        readable = {name: self.cells.readable(name, value) for name, value in own.items()}
        drops = Droppable.of({**values, **readable}, self._limits)
        excess = self._excess(drops.values)
        count, saved = 0, 0  # estimate how many drops it takes, then settle on the fewest that fit
        while count < len(drops.order) and saved < excess:
            saved += self._tokens_of(drops.order[count][1])
            count += 1
        while count and self._excess(drops.values_after(count - 1)) <= 0:
            count -= 1
        while (left := self._excess(drops.values_after(count))) > 0:
            if count == len(drops.order):
                most = self._encoder.max_tokens
                raise TemplateError("sentence.long_template", left=left, most=most)
            count += 1
        kept = drops.values_after(count)
        prompt = self._template.render(kept)
        limited = {name: self._limited(name, value) for name, value in own.items()}
        return Fitted(
            prompt,
            self._encoder.encode([prompt])[0],
            cuts_of(limited, kept),
            long_cells(limited, {name: self._limited(name, readable[name]) for name in own}),
        )

    def _limited(self, name: str, value: Value) -> Value:
        """What `:N` leaves of a value."""
        limit = self._limits[name]
        if not limit:
            return value
        if isinstance(value, str):
            return first_words(value, limit, self._template.language)
        return as_entries(value, limit, newest=is_history(name))

    def _excess(self, values: Mapping[str, Value]) -> int:
        """Tokens over the limit; 0 or less when the prompt fits."""
        return self._encoder.count([self._template.render(values)])[0] - self._encoder.max_tokens

    def _tokens_of(self, entry: str) -> int:
        if entry not in self._cost:
            self._cost[entry] = len(self._encoder.word_ids(entry.strip())) + 1
        return self._cost[entry]


def cuts_of(before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Cut, ...]:
    """Per shortened field what is kept and dropped: entries of a list, else words or characters.

    Entries of a list that were themselves cut are counted in words, in a cut of their own.
    """
    cuts: list[Cut] = []
    for name, whole in before.items():
        kept = after[name]
        if isinstance(whole, str) or isinstance(kept, str):
            cuts.append(text_cut(name, str(whole), str(kept)))
            continue
        size = min(len(kept), len(whole))
        cuts.append(Cut(name, size, len(whole) - size))
        start = len(whole) - size if is_history(name) else 0
        stay = whole[start : start + size]
        left = kept[len(kept) - size :] if is_history(name) else kept[:size]
        cut = [
            text_cut(name, one, rest) for one, rest in zip(stay, left, strict=True) if one != rest
        ]
        cuts.append(Cut(name, sum(one.kept for one in cut), sum(one.dropped for one in cut)))
    return tuple(cut for cut in cuts if cut.dropped)


def text_cut(name: str, whole: str, kept: str) -> Cut:
    """What is left of a text, in whole words; in characters where it has no blanks."""
    words, left = whole.split(), kept.split()
    if not has_words(whole) or len(words) == 1:
        return Cut(name, len(kept), len(whole) - len(kept))
    size = sum(word == other for word, other in zip(words, left, strict=False))
    return Cut(name, size, len(words) - size)


def long_cells(
    before: Mapping[str, Value], readable: Mapping[str, Value]
) -> tuple[tuple[str, str], ...]:
    """(field, cell) of every cell that was too long by itself."""
    return tuple(
        (name, one)
        for name, whole in before.items()
        for one, other in zip(cells_of(whole), cells_of(readable[name]), strict=False)
        if one != other
    )


def cells_of(value: Value) -> tuple[str, ...]:
    """The cells of a value."""
    return (value,) if isinstance(value, str) else value


def limits(template: Template) -> dict[str, int]:
    """Per field of the template its largest `:N`; 0 when it stands somewhere without one."""
    result: dict[str, int] = {}
    for part in template.field_parts:
        if part.name in CF_FIELDS:  # a token is whole or not at all
            continue
        limit, known = part.limit or 0, result.get(part.name)
        result[part.name] = limit if known is None else max(known, limit) if known * limit else 0
    return result
