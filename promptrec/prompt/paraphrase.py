"""The same template said in other ways: separators, order of sentences, synonyms, case.

What a template means stays, and so do its fields, its mask and its soft tokens. Used to ask whether
a score, or an explanation of it, hangs on the wording (Sclar et al. 2024, arXiv:2310.11324).
"""

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from promptrec.prompt.parse import Kind, Part, parse
from promptrec.prompt.template import Template

SEPARATORS = ("; ", " | ", " - ", "\n", ", ")
SENTENCE_END = re.compile(r"[.;!?] +|[。；！？]")
SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "user": ("person", "customer"),
        "likes": ("enjoys", "is fond of"),
        "liked": ("enjoyed", "was fond of"),
        "dislikes": ("does not enjoy",),
        "disliked": ("did not enjoy",),
        "film": ("movie",),
        "movie": ("film",),
        "item": ("product",),
        "title": ("name",),
        "genres": ("kinds",),
        "recently": ("lately",),
        "tries": ("considers", "looks at"),
        "now": ("next",),
        "overall": ("altogether", "all in all"),
        "given": ("considering",),
        "age": ("years",),
    },
    "zh": {
        "用户": ("顾客", "观众"),
        "喜欢": ("喜爱", "爱"),
        "电影": ("影片",),
        "商品": ("产品",),
        "最近": ("近来",),
        "现在": ("如今",),
        "类型": ("种类",),
        "总体": ("整体",),
    },
}
Draw = np.random.Generator
TRIES = 20  # draws for each paraphrase that is asked for


def paraphrases(template: Template, count: int, seed: int = 0) -> tuple[Template, ...]:
    """At most `count` templates that say the same, all different; fewer where there are no more."""
    rng = np.random.default_rng(seed)
    found: dict[str, Template] = {}
    for _ in range(TRIES * count):
        text = said_otherwise(template, rng)
        if text != template.text:
            name = f"{template.name} ({len(found) + 1})"
            found.setdefault(text, dataclasses.replace(template, name=name, text=text))
        if len(found) == count:
            break
    return tuple(found.values())


def said_otherwise(template: Template, rng: Draw) -> str:
    """The text after one to all of the four changes, drawn at random."""
    ways: Sequence[Callable[[str, str, Draw], str]] = (reordered, separated, reworded, recased)
    text = template.text
    for way in (way for way in ways if rng.random() < 0.5):
        text = way(text, template.language, rng)
    return text


def separated(text: str, _: str, rng: Draw) -> str:
    """Another sign between sentences, the same everywhere."""
    sign = str(rng.choice(SEPARATORS))
    return rewritten(text, lambda words: re.sub(r"\. +", lambda _: sign, words))


def reworded(text: str, language: str, rng: Draw) -> str:
    """Each word that has a synonym, replaced or not."""
    edge = r"\b" if language == "en" else ""
    table = SYNONYMS[language]
    pattern = re.compile(f"{edge}({'|'.join(table)}){edge}", re.IGNORECASE)

    def other(found: re.Match[str]) -> str:
        word = found.group()
        choices = [word, *table[word.lower()]]
        new = str(rng.choice(choices))
        return new[:1].upper() + new[1:] if word[:1].isupper() else new

    return rewritten(text, lambda words: pattern.sub(other, words))


def recased(text: str, _: str, rng: Draw) -> str:
    """The template's own words in lower case, in upper case, or with capitals."""
    ways: tuple[Callable[[str], str], ...] = (str.lower, str.upper, capitals)
    return rewritten(text, ways[int(rng.integers(len(ways)))])


def capitals(words: str) -> str:
    """Each word with a capital.

    >>> capitals("the user's age")
    "The User's Age"
    """
    return re.sub(r"(?<![\w'’])[a-z]", lambda found: found.group().upper(), words)


def reordered(text: str, _: str, rng: Draw) -> str:
    """Sentences in another order; the last, and those with a mask or soft tokens, stay."""
    found = sentences(text)
    free = [
        at
        for at, one in enumerate(found[:-1])
        if not any(part.kind in (Kind.MASK, Kind.SOFT) for part in parse(one))
    ]
    order = list(range(len(found)))
    for at, new in zip(free, rng.permutation(free).tolist(), strict=True):
        order[at] = new
    return "".join(found[at] for at in order)


def sentences(text: str) -> list[str]:
    """A template cut behind each sentence; optional parts stay whole.

    >>> sentences("[Liked: {history.liked}. ]A film. {item.title} is {mask}.")
    ['[Liked: {history.liked}. ]', 'A film. ', '{item.title} is {mask}.']
    """
    cuts = []
    for part in parse(text):
        if part.kind is Kind.TEXT:
            source = text[part.start : part.end]
            cuts += [part.start + found.end() for found in SENTENCE_END.finditer(source)]
        elif part.kind is Kind.OPTIONAL and SENTENCE_END.search(text[part.start : part.end][-3:]):
            cuts.append(part.end)
    edges = [0, *cuts, len(text)]
    pieces = (text[low:high] for low, high in pairwise(edges))
    return [piece for piece in pieces if piece]


def rewritten(text: str, change: Callable[[str], str]) -> str:
    """The text with its own words changed; fields, mask, soft tokens and brackets stay."""

    def of(part: Part) -> str:
        source = text[part.start : part.end]
        if part.kind is Kind.OPTIONAL:
            return f"[{''.join(map(of, part.parts))}]"
        return change(source) if part.kind is Kind.TEXT else source

    return "".join(map(of, parse(text)))
