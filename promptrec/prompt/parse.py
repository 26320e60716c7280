"""Template text -> parts with positions, in one scan from left to right.

Outside a field doubled characters are literals first; inside a field the first } ends it; inside an
optional part the first single ] ends it. Nothing typed here is ever executed.

>>> [part.kind.value for part in parse("A {item.title}[ by {item.director}] is {mask}.")]
['text', 'field', 'optional', 'text', 'mask', 'text']
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from promptrec.errors import SecondMaskError, TemplateError
from promptrec.prompt.braces import brief, mistake
from promptrec.prompt.fieldname import WINDOWED, base_of, hint
from promptrec.words.table import Sentence, sentence

LONGEST = 20_000  # characters
NO_TEXT = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of letters
LITERAL = re.compile(r"[^{}\[\]]+")
DOUBLED = ("{{", "}}", "[[", "]]")


class Kind(StrEnum):
    """What a part is."""

    TEXT = "text"
    FIELD = "field"
    MASK = "mask"
    SOFT = "soft"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of template text; `start` and `end` are places in it, line and column from 1."""

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    text: str = ""  # TEXT: what it stands for, doubled characters made single
    name: str = ""  # FIELD; with its :N where that chooses what is counted
    limit: int | None = None  # FIELD: N of :N elsewhere
    count: int = 0  # SOFT: number of soft tokens
    words: str = ""  # SOFT: what they start from
    parts: tuple["Part", ...] = ()  # OPTIONAL


def parse(text: str) -> tuple[Part, ...]:
    """The parts of a template. Raises TemplateError with line, column and what to do."""
    check_text(text)
    parts = tuple(_Scan(text).parts(inside=None))
    masks = [part for part in parts if part.kind is Kind.MASK]
    if len(masks) > 1:
        raise error_at(
            text,
            masks[1].start,
            sentence("sentence.second_mask", line=masks[0].line, column=masks[0].column),
            masks[1].end - masks[1].start,
            SecondMaskError,
        )
    return parts


def check_text(text: str) -> None:
    """A template is no longer than any model reads, and all of it is text."""
    if len(text) > LONGEST:
        count, most = f"{len(text):,}", f"{LONGEST:,}"
        raise TemplateError("sentence.template_long", count=count, most=most)
    if found := NO_TEXT.search(text):
        raise error_at(text, found.start(), sentence("sentence.no_text_sign"))


def flat(parts: Iterable[Part]) -> Iterator[Part]:
    """All parts, those inside optional parts too."""
    for part in parts:
        yield part
        yield from flat(part.parts)


def check_fields(parts: Sequence[Part], known: Iterable[str]) -> None:
    """Raise TemplateError for the first field that is not among the known names."""
    names = tuple(known)
    for part in flat(parts):
        if part.kind is Kind.FIELD and base_of(part.name) not in names:
            raise TemplateError(
                "sentence.unknown_field",
                name=brief(part.name),
                hint=hint(part.name, names),
                line=part.line,
                column=part.column,
                length=part.end - part.start,
            )


def place(text: str, at: int) -> tuple[int, int]:
    """(line, column) of a place in a text, from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def error_at(
    text: str,
    at: int,
    message: Sentence,
    length: int = 1,
    kind: type[TemplateError] = TemplateError,
) -> TemplateError:
    """An error that knows its place."""
    line, column = place(text, at)
    return kind(message, line=line, column=column, length=max(1, length))


class _Scan:
    """One pass over a template's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._ends = [end.start() for end in re.finditer("\n", text)]

    def parts(self, inside: int | None) -> Iterator[Part]:
        """Parts up to the end of the text, or of the optional part that began at `inside`."""
        literal: list[str] = []
        began = self.at
        while self.at < len(self.text):
            two, one = self.text[self.at : self.at + 2], self.text[self.at]
            if two in DOUBLED:
                literal.append(one)
                self.at += 2
            elif run := LITERAL.match(self.text, self.at):
                literal.append(run[0])
                self.at = run.end()
            else:
                if literal:
                    yield self._part(Kind.TEXT, began, text="".join(literal))
                literal = []
                if one == "]" and inside is not None:
                    return
                yield self._special(one, inside)
                began = self.at
        if inside is not None:
            raise self._error(inside, sentence("sentence.open_part"))
        if literal:
            yield self._part(Kind.TEXT, began, text="".join(literal))

    def _special(self, sign: str, inside: int | None) -> Part:
        if sign == "{":
            return self._braces(inside)
        if self.text[self.at : self.at + 6].upper() == "[MASK]":
            raise self._error(self.at, sentence("sentence.plain_mask"), len("[MASK]"))
        if sign == "[" and inside is None:
            return self._optional()
        if sign == "[":
            raise self._error(self.at, sentence("sentence.part_in_part"))
        raise self._error(self.at, sentence("sentence.lone_sign", sign=sign, twice=sign * 2))

    def _optional(self) -> Part:
        start = self.at
        self.at += 1
        parts = tuple(self.parts(inside=start))
        self.at += 1  # the ]
        if not any(part.kind is Kind.FIELD for part in parts):
            raise self._error(start, sentence("sentence.bare_part"), self.at - start)
        return self._part(Kind.OPTIONAL, start, parts=parts)

    def _braces(self, inside: int | None) -> Part:
        start = self.at
        end = self.text.find("}", start)
        if end < 0:
            raise self._error(start, sentence("sentence.open_field"))
        self.at = end + 1
        content = self.text[start + 1 : end]
        if wrong := mistake(content):
            raise self._error(start, wrong, self.at - start)
        name, _, rest = content.partition(":")
        if name in ("mask", "soft") and inside is not None:
            raise self._error(start, sentence("sentence.mask_in_part", name=name), self.at - start)
        if name == "mask":
            return self._part(Kind.MASK, start)
        if name == "soft":
            count, _, words = rest.partition(" ")
            return self._part(Kind.SOFT, start, count=int(count), words=words.strip())
        limit = int(rest) if rest else None
        if limit and name in WINDOWED:
            return self._part(Kind.FIELD, start, name=f"{name}:{limit}")
        return self._part(Kind.FIELD, start, name=name, limit=limit)

    def _part(self, kind: Kind, start: int, **values: object) -> Part:
        line = bisect_left(self._ends, start)
        column = start - (self._ends[line - 1] if line else -1)
        return Part(kind, start, self.at, line + 1, column, **values)  # type: ignore[arg-type]

    def _error(self, at: int, message: Sentence, length: int = 1) -> TemplateError:
        return error_at(self.text, at, message, length)
