"""What changed between two templates, as edits that can be made one by one.

A template is compared part by part, its words one by one; an optional part is one thing unless all
ways of editing inside it are templates, too. Edits that touch the mask or soft tokens go together,
so that every choice of edits leaves a template with as many of both as one of the two has.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from promptrec.counted import CF_FIELDS
from promptrec.errors import TemplateError
from promptrec.prompt.changes import opcodes
from promptrec.prompt.parse import Kind, Part, parse

WORD = re.compile(r"\s*[\u3400-\u9fff]|\s*[^\W\u3400-\u9fff][\w'’-]*|\s*[^\w\s]|\s+")
TEXT = Part(Kind.TEXT, 0, 0, 1, 1)
INSIDE = 5  # edits inside an optional part up to which all ways of choosing are tried


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the old text and what stands in its place in the new one."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change, made wholly or not at all. Usually one stretch of text."""

    spans: tuple[Span, ...]
    old: str  # what goes; "" for an insertion
    new: str  # what comes; "" for a deletion
    frame: bool = False  # it touches the mask or soft tokens

    def __str__(self) -> str:
        """As one line.

        >>> str(Edit((), "film", "movie")), str(Edit((), "", "movie"))
        ('film → movie', '+ movie')
        """
        old, new = self.old.strip(), self.new.strip()
        if old and new:
            return f"{old} → {new}"
        return f"+ {new or repr(self.new)}" if not old else f"− {old}"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is compared: a word, a space, a field, a mask, soft tokens, an optional part."""

    text: str
    start: int
    part: Part

    @property
    def key(self) -> object:
        """Units of one key are the same thing, perhaps written in another way."""
        if self.part.kind is Kind.FIELD:
            return self.part.name
        if self.part.kind is Kind.OPTIONAL:
            return tuple(part.name for part in self.part.parts if part.kind is Kind.FIELD)
        return self.text.strip()

    @property
    def frame(self) -> bool:
        """True for what a model must find in every prompt."""
        return self.part.kind in (Kind.MASK, Kind.SOFT) or self.part.name in CF_FIELDS


def edits_between(old: str, new: str) -> tuple[Edit, ...]:
    """The edits that make the new text of the old one, in the order of the old text.

    >>> [str(one) for one in edits_between("A {item.title} film", "The {item.title} movie")]
    ['A → The', 'film → movie']
    """
    plain: list[Edit] = []
    frame: list[Edit] = []
    for before, after in changed(units(old, parse(old)), units(new, parse(new))):
        inner = inside(old, before, after)
        is_frame = any(unit.frame for unit in (*before, *after))
        (frame if is_frame else plain).extend(inner or [edit_of(old, before, after)])
    if frame:
        plain.append(joined(frame))
    return tuple(sorted(plain, key=lambda one: one.spans[0].start))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The old text with these edits made."""
    spans = sorted((span for edit in edits for span in edit.spans), key=lambda one: one.start)
    result, at = [], 0
    for span in spans:
        result += [text[at : span.start], span.new]
        at = span.end
    return "".join([*result, text[at:]])


def units(text: str, parts: Sequence[Part]) -> list[Unit]:
    """The units of some parts, in order."""
    found = []
    for part in parts:
        source = text[part.start : part.end]
        words = WORD.finditer(source) if part.kind is Kind.TEXT else [re.match(".*", source, re.S)]
        found += [Unit(word.group(), part.start + word.start(), part) for word in words if word]
    return found


Change = tuple[Sequence[Unit], Sequence[Unit]]


def changed(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[Change]:
    """What differs, with the place of an insertion as an empty unit before it."""
    old, new = [one.key for one in before], [one.key for one in after]
    for kind, i, j, k, m in opcodes(old, new):
        if kind == "insert":
            yield [place_of(before, i)], after[k:m]
        elif kind != "equal":
            yield before[i:j], after[k:m]
        else:
            pairs = zip(before[i:j], after[k:m], strict=True)
            yield from (([one], [two]) for one, two in pairs if one.text != two.text)


def place_of(before: Sequence[Unit], at: int) -> Unit:
    """Where something is put in: an empty unit."""
    if at < len(before):
        return Unit("", before[at].start, TEXT)
    last = before[-1]
    return Unit("", last.start + len(last.text), TEXT)


def edit_of(old: str, before: Sequence[Unit], after: Sequence[Unit]) -> Edit:
    """One edit of one stretch."""
    start, end = before[0].start, before[-1].start + len(before[-1].text)
    new = "".join(unit.text for unit in after)
    return Edit((Span(start, end, new),), old[start:end], new)


def joined(edits: Sequence[Edit]) -> Edit:
    """The edits that touch mask or soft tokens as one."""
    return Edit(
        tuple(span for edit in edits for span in edit.spans),
        " … ".join(edit.old for edit in edits if edit.old),
        " … ".join(edit.new for edit in edits if edit.new),
        frame=True,
    )


def inside(old: str, before: Sequence[Unit], after: Sequence[Unit]) -> list[Edit]:
    """Edits inside an optional part that took the place of one; [] when they do not stand alone."""
    if len(before) != 1 or len(after) != 1:
        return []
    one, other = before[0].part, after[0].part
    if Kind.OPTIONAL is not one.kind or Kind.OPTIONAL is not other.kind:
        return []
    new = after[0].text
    shift = other.start
    inner_new = [
        Unit(unit.text, unit.start - shift, unit.part)
        for unit in units(" " * shift + new, other.parts)
    ]
    found = [edit_of(old, *change) for change in changed(units(old, one.parts), inner_new)]
    return found if stands_alone(old, found) else []


def stands_alone(old: str, edits: Sequence[Edit]) -> bool:
    """True when every choice of the edits is a template."""
    if len(edits) > INSIDE:
        return False
    for count in range(len(edits) + 1):
        for chosen in itertools.combinations(edits, count):
            try:
                parse(apply(old, chosen))
            except TemplateError:
                return False
    return True
