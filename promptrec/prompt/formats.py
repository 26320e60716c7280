"""Equivalent formats of a template: what it says stays, how it is written changes.

A score that hangs on a full stop or on the order of two sentences says little about the idea of a
template. After FormatSpread (Sclar et al., ICLR 2024, arXiv:2310.11324): separators, the order of
sentences, synonyms of the template's own words, and their case. Fields, mask, soft tokens and
optional parts stay what they are; a sentence with the mask or soft tokens keeps its place, so that
an answer that has to come last does.

>>> family = formats(Template("t", "Liked: {history.liked}. Next: {item.title}."), 3)
>>> family[0].template.text, family[0].changes
('Liked: {history.liked}. Next: {item.title}.', ())
>>> [set(one.template.fields) == {"history.liked", "item.title"} for one in family]
[True, True, True]
"""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, permutations
from typing import NamedTuple

import numpy as np

from promptrec.errors import SettingsError
from promptrec.prompt.parse import Kind, Part, parse
from promptrec.prompt.template import Template

JOINTS = {  # between sentences, in place of a full stop or semicolon
    "en": (". ", "; ", ".\n", " | ", " - "),
    "zh": ("。", "；", "。\n", " | ", "，"),
}
COLONS = {"en": (": ", " - ", " = ", ":\n"), "zh": ("：", ": ", "——", " = ")}
COLON = re.compile(r": |：")
CASES: Sequence[Callable[[str], str]] = (str.lower, str.upper, str.capitalize)
SYNONYMS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "en": {
        "user": ("person", "customer"),
        "liked": ("enjoyed", "appreciated"),
        "disliked": ("did not enjoy", "did not appreciate"),
        "enjoyed": ("liked", "appreciated"),
        "recently": ("lately", "just now"),
        "next": ("following", "upcoming"),
        "recommending": ("suggesting", "proposing"),
        "choose": ("pick", "select"),
        "finds": ("considers", "thinks"),
        "found": ("considered", "thought"),
        "before": ("earlier", "in the past"),
        "looks at": ("considers", "is shown"),
        "directed by": ("by the director", "by director"),
    },
    "zh": {
        "用户": ("使用者", "顾客"),
        "喜欢": ("喜爱", "爱好"),
        "商品": ("物品", "产品"),
        "推荐": ("建议", "介绍"),
        "类型": ("类别", "种类"),
    },
}
# the end of a sentence; ! and ? stay with it
END = re.compile(r"[.;]\s+|(?P<last>[.;])$|[。；]\s*|(?<=[!?])\s+")
ONLY_SOFT = re.compile(r"\{soft:[^}]*\}\s*")
ORDERS = 24  # orders of sentences that are looked at: all of four sentences
TRIES = 15  # draws per wanted format before a template is taken to have no more


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a template."""

    template: Template
    changes: tuple[str, ...]  # among order, separators, words, case; empty: as written


class Clause(NamedTuple):
    """A stretch of template text that can stand elsewhere."""

    text: str  # without its end mark and without the brackets of an optional part
    optional: bool
    end: str  # end mark and white space, as written

    @property
    def fixed(self) -> bool:
        """True when the model answers here, or trained vectors stand here."""
        return "{mask}" in self.text or "{soft" in self.text


def formats(template: Template, count: int, seed: int = 0) -> tuple[Format, ...]:
    """At most `count` formats, the template as written first; no two have the same text.

    Fewer when the template has no more: a single field can be written only once. The same template
    and seed give the same formats, and a larger count begins with those of a smaller one.
    """
    if count < 1:
        raise SettingsError("sentence.few_formats", count=count)
    rng = np.random.default_rng(seed)
    found = {template.text: Format(template, ())}
    orders = possible_orders(sentences_of(template.text))
    for _ in range(TRIES * count):
        if len(found) >= count:
            break
        text, changes = rewritten(template, orders, rng)
        other = dataclasses.replace(template, name=f"{template.name} ~{len(found)}", text=text)
        found.setdefault(text, Format(other, changes))
    return tuple(found.values())


def rewritten(
    template: Template, orders: Sequence[Sequence[int]], rng: np.random.Generator
) -> tuple[str, tuple[str, ...]]:
    """A seeded other text, and what was changed; each kind of change is made half of the time."""
    text, changes = template.text, []
    for name, change in drawn(template.language, orders, rng).items():
        after = change(text)
        if after != text:
            changes.append(name)
        text = after
    return text, tuple(changes)


def drawn(
    language: str, orders: Sequence[Sequence[int]], rng: np.random.Generator
) -> dict[str, Callable[[str], str]]:
    """Changes by name. Every number is drawn each time, so that no choice shifts another."""
    order, joint, colon, words, case = rng.random(5) < 0.5
    at = [int(rng.integers(size)) for size in (len(orders), 5, 4, 3)]
    synonyms = {
        word: both[int(rng.integers(2))]
        for word, both in SYNONYMS[language].items()
        if rng.random() < 0.5
    }
    changes: dict[str, Callable[[str], str]] = {}
    if order:
        changes["order"] = partial(reordered, order=orders[at[0]])
    if joint or colon:
        changes["separators"] = partial(
            separated,
            joint=JOINTS[language][at[1]] if joint else "",
            colon=COLONS[language][at[2]] if colon else "",
        )
    if words:
        changes["words"] = partial(reworded, synonyms=synonyms, language=language)
    if case:
        changes["case"] = partial(of_literals, change=CASES[at[3]])
    return changes


def possible_orders(sentences: Sequence[Clause]) -> list[tuple[int, ...]]:
    """Orders in which the fixed sentences keep their places; the one as written first."""
    free = [at for at, one in enumerate(sentences) if not one.fixed]
    found = []
    for moved in islice(permutations(free), ORDERS):
        places = iter(moved)
        found.append(tuple(at if one.fixed else next(places) for at, one in enumerate(sentences)))
    return found


def reordered(text: str, order: Sequence[int]) -> str:
    """The sentences in another order; what stands between two places stays at its place."""
    if list(order) == sorted(order):
        return text
    sentences = sentences_of(text)
    ends = [spaced(one) for one in sentences[:-1]] + [sentences[-1].end.rstrip()]
    return "".join(placed(sentences[at], end) for at, end in zip(order, ends, strict=True))


def separated(text: str, joint: str = "", colon: str = "") -> str:
    """Another joint between sentences, another sign for a colon; "": as written."""
    if joint:
        sentences = sentences_of(text)
        last = len(sentences) - 1
        text = "".join(
            placed(one, one.end if at == last or ONLY_SOFT.fullmatch(one.text) else joint)
            for at, one in enumerate(sentences)
        )
    return of_literals(text, lambda words: COLON.sub(colon, words)) if colon else text


def placed(sentence: Clause, end: str) -> str:
    """A sentence with its end; after ! or ? the end has no full stop of its own."""
    if sentence.text.endswith(("!", "?")):
        end = end.lstrip(".;。；，") or " "
    whole = f"{sentence.text}{end}"
    return f"[{whole}]" if sentence.optional else whole


def spaced(before: Clause) -> str:
    """The end of a sentence, fit for any other one in its place."""
    if before.end.endswith((".", ";")):
        return f"{before.end} "
    return ". " if before.end.isspace() else before.end


def reworded(text: str, synonyms: Mapping[str, str], language: str) -> str:
    """Whole words in place of others; a capital stays a capital."""
    if not synonyms:
        return text
    bound = "" if language == "zh" else r"\b"
    known = "|".join(re.escape(word) for word in sorted(synonyms, key=len, reverse=True))

    def other(found: re.Match[str]) -> str:
        word = synonyms[found.group().lower()]
        return word[0].upper() + word[1:] if found.group()[0].isupper() else word

    pattern = re.compile(f"{bound}({known}){bound}", re.IGNORECASE)
    return of_literals(text, lambda words: pattern.sub(other, words))


def of_literals(text: str, change: Callable[[str], str]) -> str:
    """The template text with its own words changed, all else as it is."""
    return "".join(source(part, text, change) for part in parse(text))


def source(part: Part, text: str, change: Callable[[str], str] = str) -> str:
    """How a part is written in a template."""
    if part.kind is Kind.TEXT:
        return re.sub(r"[{}\[\]]", lambda sign: sign.group() * 2, change(part.text))
    if part.kind is Kind.OPTIONAL:
        return f"[{''.join(source(inner, text, change) for inner in part.parts)}]"
    return text[part.start : part.end]


def sentences_of(text: str) -> list[Clause]:
    """The sentences of a template. An optional part that ends one is a sentence by itself.

    >>> [one.text for one in sentences_of("[Liked {history.liked}. ]Is {item.title} it? {mask}.")]
    ['Liked {history.liked}', 'Is {item.title} it?', '{mask}']
    """
    found: list[Clause] = []
    parts = parse(text)
    open_ = ""
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        written = source(part, text)
        begins = not open_.strip()
        if part.kind is Kind.OPTIONAL and begins and (ends := list(END.finditer(written[1:-1]))):
            inner, end = written[1:-1], ends[-1]
            if end.end() == len(inner):
                found.append(Clause(inner[: end.start()].lstrip(), True, end.group()))
                continue
        if part.kind is Kind.SOFT and begins:
            found.append(Clause(written, False, ""))
        elif part.kind is Kind.TEXT:
            more, open_ = cut(open_, written, glued=not leads_with_space(after, text))
            found += more
        else:
            open_ += written
    return [*found, Clause(open_, False, "")] if open_.strip() else found


def cut(open_: str, text: str, glued: bool) -> tuple[list[Clause], str]:
    """Sentences that end in a literal text, the first begun by `open_`, and what is left.

    glued: what follows the text belongs to its last word.
    """
    found, begun = [], 0
    for end in END.finditer(text):
        if end["last"] and glued:
            break
        found.append(Clause((open_ + text[begun : end.start()]).lstrip(), False, end.group()))
        open_, begun = "", end.end()
    return found, open_ + text[begun:]


def leads_with_space(part: Part | None, text: str) -> bool:
    """True at the end of the template, or when the part begins with white space."""
    return part is None or source(part, text).removeprefix("[")[:1].isspace()
