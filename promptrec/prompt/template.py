"""Templates: text with named fields and at most one mask, rendered for one user-item pair.

The only place where words meet data. It knows nothing of tokens, models or pages, so that the
editor can render a preview at every keystroke.

>>> t = Template("likes", "A fan of {user.genre} finds {item.title} {mask}.")
>>> t.render({"user.genre": "noir", "item.title": "Laura"}).text
'A fan of noir finds Laura [MASK].'
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from promptrec.counted import CF_FIELDS
from promptrec.errors import TemplateError
from promptrec.languages import LANGUAGES, language_of
from promptrec.prompt.parse import Kind, Part, flat, parse
from promptrec.prompt.rendered import Piece, Rendered, stripped
from promptrec.prompt.verbalizer import parse_verbalizer
from promptrec.records import CfValue
from promptrec.words.said import Said, text_in

Value = str | tuple[str, ...]
Values = Mapping[str, Value]
WORD = re.compile(r"\S+")
Step = Callable[[Values, list[Piece]], bool]  # appends pieces; False when a field was empty


@dataclass(frozen=True, slots=True)
class Template:
    """A named prompt text. Equal texts are equal templates, so that results can be cached."""

    name: str
    text: str
    verbalizer: str = ""  # as `parse_verbalizer` reads it; empty: the language's default
    language: str = "en"  # how lists are joined and texts are counted
    note: str = ""
    said: Said = field(default_factory=dict, repr=False, compare=False)  # name, note elsewhere
    parts: tuple[Part, ...] = field(init=False, repr=False, compare=False)
    _steps: tuple[Step, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            named, choices = repr(self.language), ", ".join(LANGUAGES)
            raise TemplateError("sentence.template_language", language=named, choices=choices)
        if not self.text.strip():
            raise TemplateError("sentence.empty_template", line=1, column=1)
        if self.verbalizer:
            parse_verbalizer(self.verbalizer)
        parts = parse(self.text)
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "_steps", tuple(step(part, self.language) for part in parts))

    def __reduce__(self) -> tuple[type["Template"], tuple[str | Said, ...]]:
        given = (self.name, self.text, self.verbalizer, self.language, self.note, self.said)
        return Template, given

    def named(self, language: str) -> str:
        """Its name for people; `name` tells it from others whatever they speak."""
        return text_in(self.said, language, "name", self.name)

    def noted(self, language: str) -> str:
        """Its note for people."""
        return text_in(self.said, language, "note", self.note)

    @property
    def field_parts(self) -> tuple[Part, ...]:
        """All fields in order, those of optional parts too."""
        return tuple(part for part in flat(self.parts) if part.kind is Kind.FIELD)

    @property
    def soft_parts(self) -> tuple[Part, ...]:
        """All places of soft tokens."""
        return tuple(part for part in self.parts if part.kind is Kind.SOFT)

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields in use, each once, in order."""
        return tuple(dict.fromkeys(part.name for part in self.field_parts))

    @property
    def cf_sides(self) -> tuple[str, ...]:
        """Whose collaborative tokens it has: "user", "item", both or nobody's."""
        return tuple(name.partition(".")[2] for name in CF_FIELDS if name in self.fields)

    @property
    def has_mask(self) -> bool:
        """True when the answer has its place."""
        return any(part.kind is Kind.MASK for part in self.parts)

    @property
    def soft_total(self) -> int:
        """Number of soft tokens."""
        return sum(part.count for part in self.soft_parts)

    def render(self, values: Values) -> Rendered:
        """Put values in, verbatim. A field without a value is empty.

        values: full field name -> text, or entries of a list (history: oldest first).
        """
        pieces: list[Piece] = []
        for each in self._steps:
            each(values, pieces)
        return Rendered(stripped(pieces))


def step(part: Part, language: str) -> Step:
    """What rendering does at a part."""
    if part.kind is Kind.FIELD:
        return cf_step(part.name) if part.name in CF_FIELDS else field_step(part, language)
    if part.kind is Kind.OPTIONAL:
        return optional_step(part, language)
    if part.kind is Kind.TEXT:
        piece = Piece("text", part.text)
    elif part.kind is Kind.MASK:
        piece = Piece("mask")
    else:
        piece = Piece("soft", soft=part.count, words=part.words)

    def constant(_: Values, pieces: list[Piece]) -> bool:
        pieces.append(piece)
        return True

    return constant


def field_step(part: Part, language: str) -> Step:
    """Append the field's text; False when it is empty."""
    name, limit = part.name, part.limit
    newest = name.startswith("history.")
    joint = joint_of(name, language)

    def put(values: Values, pieces: list[Piece]) -> bool:
        value = values.get(name, "")
        if isinstance(value, tuple):
            if limit:
                value = value[-limit:] if newest else value[:limit]
            text = joint.join(value)
        else:
            text = first_words(value, limit, language) if limit else value
        if text:
            pieces.append(Piece("field", text, name))
        return bool(text) and not text.isspace()

    return put


def cf_step(name: str) -> Step:
    """Append a collaborative token; False when it is of somebody unknown."""

    def put(values: Values, pieces: list[Piece]) -> bool:
        value = values.get(name, "")
        vector = value.vector if isinstance(value, CfValue) else ()
        pieces.append(Piece("cf", field=name, vector=vector))
        return vector != ()

    return put


def optional_step(part: Part, language: str) -> Step:
    """Append all that is inside, or nothing when a field of it is empty."""
    steps = tuple(step(inner, language) for inner in part.parts)

    def put(values: Values, pieces: list[Piece]) -> bool:
        size = len(pieces)
        for each in steps:
            if not each(values, pieces):
                del pieces[size:]
                return True
        return True

    return put


def joint_of(name: str, language: str) -> str:
    """What stands between the entries of a list."""
    spoken = language_of(language)
    return spoken.fact_joint if name == "item.facts" else spoken.list_joint


def first_words(text: str, limit: int, language: str) -> str:
    """The first words of a text (Chinese: characters), white space between them as it was."""
    if not language_of(language).spaced:
        return text[:limit]
    words = list(islice(WORD.finditer(text), limit + 1))
    return text if len(words) <= limit else text[: words[limit - 1].end()]
