"""A template as it reads on the sampled rows: what every rule looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from promptrec.data.values import Value
from promptrec.errors import TemplateError
from promptrec.examples.encode import Encoder
from promptrec.examples.fit import Fitted, Fitter
from promptrec.examples.lint.finding import Spot
from promptrec.examples.lint.ground import LintedData, as_text
from promptrec.prompt.parse import Kind, Part
from promptrec.prompt.template import Template, first_words
from promptrec.prompt.verbalizer import Verbalizer


@dataclass(frozen=True, slots=True)
class Draft:
    """A template and how a model would read it."""

    template: Template
    encoder: Encoder
    verbalizer: Verbalizer
    head: str  # cloze, next_word or classifier: what would answer if nothing were wrong
    words_named: bool = False  # label words were given, not taken from the language


@dataclass(eq=False)
class Evidence:
    """A draft on the sampled rows. Everything is looked up when a rule first asks."""

    draft: Draft
    ground: LintedData

    @property
    def template(self) -> Template:
        """The template as it was typed."""
        return self.draft.template

    @cached_property
    def values(self) -> list[dict[str, Value]]:
        """Values of the fields, per sampled pair."""
        return self.ground.find(self.template)

    @cached_property
    def fitter(self) -> Fitter:
        """What makes the draft's prompts fit."""
        return Fitter(self.template, self.draft.encoder)

    @cached_property
    def fitted(self) -> list[Fitted | TemplateError]:
        """Prompts as the model reads them, or why one of them can never fit."""
        try:
            return list(self.fitter.fit(self.values))
        except TemplateError:
            return [fit_one(self.fitter, value) for value in self.values]

    @cached_property
    def prompts(self) -> list[Fitted]:
        """Those that fit."""
        return [one for one in self.fitted if isinstance(one, Fitted)]

    @cached_property
    def texts(self) -> list[str]:
        """Prompts as text before they are shortened, in the order of the pairs."""
        return [self.template.render(value).text for value in self.values]

    @cached_property
    def read(self) -> list[tuple[object, ...]]:
        """What the model reads of each pair: its text, and whose vectors, which all look alike."""
        pairs = self.ground.pairs
        columns: list[Sequence[object]] = [self.texts]
        for side in self.template.cf_sides:
            codes = getattr(pairs, side).tolist()
            known = [bool(value.get(f"cf.{side}")) for value in self.values]
            columns.append([one if there else -1 for one, there in zip(codes, known, strict=True)])
        return list(zip(*columns, strict=True))

    @cached_property
    def bare(self) -> dict[str, Part]:
        """Fields that stand outside every optional part, each at its first place."""
        parts = [part for part in self.template.parts if part.kind is Kind.FIELD]
        return {part.name: part for part in reversed(parts)}

    def place(self, field: str) -> Spot:
        """Where a field first stands; nowhere when the template does not use it."""
        named = (part for part in self.template.field_parts if part.name == field)
        return Spot.of(next(named, None))

    @property
    def mask(self) -> Spot:
        """Where the mask stands."""
        masks = (part for part in self.template.parts if part.kind is Kind.MASK)
        return Spot.of(next(masks, None))

    def shown(self, field: str) -> list[str]:
        """What the template shows of a field, per pair, as text."""
        return [as_text(self.written(field, value.get(field, ""))) for value in self.values]

    def written(self, field: str, value: Value) -> Value:
        """What `:N` leaves of a value."""
        limit = self.limit(field)
        if not limit:
            return value
        if isinstance(value, str):
            return first_words(value, limit, self.template.language)
        return cut(value, limit, field)

    def entries(self, field: str) -> list[tuple[str, ...]]:
        """Per pair the entries of a field that `:N` leaves; a text is one entry."""
        limit = self.limit(field)
        return [cut(value.get(field, ""), limit, field) for value in self.values]

    def limit(self, field: str) -> int:
        """The N of a field, where it stands several times the largest; 0 where one has none."""
        limits = [part.limit or 0 for part in self.template.field_parts if part.name == field]
        return 0 if 0 in limits else max(limits, default=0)


def cut(value: Value, limit: int, field: str) -> tuple[str, ...]:
    """Entries of a value after `:N`; empty ones left out."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if not limit:
        return value
    return value[-limit:] if field.startswith("history.") else value[:limit]


def fit_one(fitter: Fitter, values: dict[str, Value]) -> Fitted | TemplateError:
    """One prompt, or the error that says why it cannot fit."""
    try:
        return fitter.fit([values])[0]
    except TemplateError as error:
        return error


def share_of(hits: Sequence[bool]) -> float:
    """Share that is true; 0 of nothing."""
    return sum(hits) / len(hits) if hits else 0.0


def percent(share: float) -> str:
    """A share for a sentence: "34 %", "0.7 %"."""
    return f"{share:.0%}".replace("%", " %") if share >= 0.1 else f"{100 * share:.2g} %"
