"""The glossary: each term of the field in a sentence, written once in the tables of words.

The terms are the section `term`, in the order in which the life of a run meets them; the metrics
follow. Pages show the same sentence at a term and in the glossary; docs/words.md is made from it.
"""

import functools
from dataclasses import dataclass

from promptrec.words.named import metric_name
from promptrec.words.table import section

MEANING = "_is"  # of a term, behind its name
HELP = "_help"  # of a metric


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means, in one language."""

    name: str  # the same in every language
    words: str
    meaning: str


@functools.cache
def terms(language: str) -> tuple[Term, ...]:
    """Every term of one language.

    >>> terms("en")[0].meaning
    'who rates'
    """
    said = section(language, "term")
    return tuple(
        Term(name, words, said[name + MEANING])
        for name, words in said.items()
        if name + MEANING in said
    )


@functools.cache
def metrics(language: str) -> tuple[Term, ...]:
    """Every metric of one language."""
    said = section(language, "metric")
    return tuple(
        Term(name, metric_name(language, name), said[name + HELP])
        for name in said
        if name + HELP in said
    )


def named(language: str, name: str) -> Term | None:
    """A term or a metric by its name; None for one that the glossary does not have.

    >>> named("en", "mask").meaning, named("en", "mine")
    ('the one place where the model fills in its answer', None)
    """
    return next((one for one in (*terms(language), *metrics(language)) if one.name == name), None)


def searched(asked: str, among: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms that hold all words asked for; those that are called so come first.

    >>> [one.words for one in searched("HEAD read", terms("en"))]
    ['head']
    """
    wanted = asked.casefold().split()
    hits = [one for one in among if all(each in text_of(one) for each in wanted)]
    return tuple(sorted(hits, key=lambda one: " ".join(wanted) not in one.words.casefold()))


def text_of(term: Term) -> str:
    """Where a search looks: the word in this language, its name, its meaning."""
    return f"{term.words} {term.name.replace('_', ' ')} {term.meaning}".casefold()
