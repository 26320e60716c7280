"""The shipped templates: one TOML file each, in `library/`, in the order of a lesson.

Each has its name and note in its own language and, under [said.LANGUAGE], in every other.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from promptrec.languages import language_of
from promptrec.prompt.fieldname import base_of
from promptrec.prompt.files import read_template
from promptrec.prompt.parse import Kind, flat
from promptrec.prompt.template import Template
from promptrec.words.table import worded

ENGLISH = "en"
FOLDER = Path(__file__).parent / "library"


@cache
def templates(language: str | None = None) -> tuple[Template, ...]:
    """All shipped templates, or those of one language."""
    found = [read_template(path) for path in sorted(FOLDER.glob("*.toml"))]
    return tuple(each for each in found if language in (None, each.language))


def fitting(known: Collection[str], language: str | None = None) -> tuple[Template, ...]:
    """Shipped templates all of whose fields a data set has."""
    return tuple(
        each for each in templates(language) if set(map(base_of, each.fields)) <= set(known)
    )


def offered(known: Collection[str], language: str) -> tuple[Template, ...]:
    """Those that are offered for data in a language, its own first.

    English words around titles in another language make prompts of two languages, which a model
    scores without a word of warning: such data is offered what has no words of its own, and its
    own language. Data in English is offered all.
    """
    found = fitting(known)
    if language != ENGLISH:
        found = tuple(each for each in found if each.language == language or not has_own(each))
    return tuple(sorted(found, key=lambda each: each.language != language))


def has_own(template: Template) -> bool:
    """True when words stand in it beside its fields."""
    return any(
        part.kind is Kind.TEXT and any(map(str.isalpha, part.text)) for part in flat(template.parts)
    )


def titled(template: Template, language: str) -> str:
    """What a shipped template is called in a language; one in another language says so."""
    name = template.named(language)
    if template.language == language or not has_own(template):
        return name
    other = worded(language, language_of(template.language).title)
    return worded(language, "templates.in_language", name=name, language=other)


def template_title(name: str, text: str, language: str) -> str:
    """The same for a template by its name and text; the name alone of one that is not shipped."""
    found = (each for each in templates() if (each.name, each.text) == (name, text))
    shipped = next(found, None)
    return name if shipped is None else titled(shipped, language)
