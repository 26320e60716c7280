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

import numpy as np

from promptrec.errors import SettingsError
from promptrec.languages import Language, language_of
from promptrec.prompt.clauses import ONLY_SOFT, Clause, clauses_of, loose_end, of_literals, with_end
from promptrec.prompt.template import Template

COLON = re.compile(r": |：")
CASES: Sequence[Callable[[str], str]] = (str.lower, str.upper, str.capitalize)
ORDERS = 24  # orders of sentences that are looked at: all of four sentences
TRIES = 15  # draws per wanted format before a template is taken to have no more


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a template."""

    template: Template
    changes: tuple[str, ...]  # among order, separators, words, case; empty: as written


def formats(template: Template, count: int, seed: int = 0) -> tuple[Format, ...]:
    """At most `count` formats, the template as written first; no two have the same text.

    Fewer when the template has no more: a single field can be written only once. The same template
    and seed give the same formats, and a larger count begins with those of a smaller one.
    """
    if count < 1:
        raise SettingsError("sentence.few_formats", count=count)
    rng = np.random.default_rng(seed)
    found = {template.text: Format(template, ())}
    orders = possible_orders(clauses_of(template.text))
    for _ in range(TRIES * count):
        if len(found) >= count:
            break
        text, changes = rewrite(template, orders, rng)
        other = dataclasses.replace(template, name=f"{template.name} ~{len(found)}", text=text)
        found.setdefault(text, Format(other, changes))
    return tuple(found.values())


def rewrite(
    template: Template, orders: Sequence[Sequence[int]], rng: np.random.Generator
) -> tuple[str, tuple[str, ...]]:
    """A seeded other text, and what was changed; each kind of change is made half of the time."""
    text, changes = template.text, []
    for name, change in draw_changes(language_of(template.language), orders, rng).items():
        after = change(text)
        if after != text:
            changes.append(name)
        text = after
    return text, tuple(changes)


def draw_changes(
    language: Language, orders: Sequence[Sequence[int]], rng: np.random.Generator
) -> dict[str, Callable[[str], str]]:
    """Changes by name. Every number is drawn each time, so that no choice shifts another."""
    order, joint, colon, words, case = rng.random(5) < 0.5
    sizes = (len(orders), len(language.sentence_joints), len(language.colons), len(CASES))
    at = [int(rng.integers(size)) for size in sizes]
    synonyms = {
        word: both[int(rng.integers(2))]
        for word, both in language.synonyms.items()
        if rng.random() < 0.5
    }
    changes: dict[str, Callable[[str], str]] = {}
    if order:
        changes["order"] = partial(reorder, order=orders[at[0]])
    if joint or colon:
        changes["separators"] = partial(
            separate,
            joint=language.sentence_joints[at[1]] if joint else "",
            colon=language.colons[at[2]] if colon else "",
        )
    if words:
        changes["words"] = partial(reword, synonyms=synonyms, spaced=language.spaced)
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


def reorder(text: str, order: Sequence[int]) -> str:
    """The sentences in another order; what stands between two places stays at its place."""
    if list(order) == sorted(order):
        return text
    sentences = clauses_of(text)
    ends = [loose_end(one) for one in sentences[:-1]] + [sentences[-1].end.rstrip()]
    return "".join(with_end(sentences[at], end) for at, end in zip(order, ends, strict=True))


def separate(text: str, joint: str = "", colon: str = "") -> str:
    """Another joint between sentences, another sign for a colon; "": as written."""
    if joint:
        sentences = clauses_of(text)
        last = len(sentences) - 1
        text = "".join(
            with_end(one, one.end if at == last or ONLY_SOFT.fullmatch(one.text) else joint)
            for at, one in enumerate(sentences)
        )
    return of_literals(text, lambda words: COLON.sub(colon, words)) if colon else text


def reword(text: str, synonyms: Mapping[str, str], spaced: bool = True) -> str:
    """Whole words in place of others; a capital stays a capital."""
    if not synonyms:
        return text
    bound = r"\b" if spaced else ""
    known = "|".join(re.escape(word) for word in sorted(synonyms, key=len, reverse=True))

    def other(found: re.Match[str]) -> str:
        word = synonyms[found.group().lower()]
        return word[0].upper() + word[1:] if found.group()[0].isupper() else word

    pattern = re.compile(f"{bound}({known}){bound}", re.IGNORECASE)
    return of_literals(text, lambda words: pattern.sub(other, words))
