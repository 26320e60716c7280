"""The shipped templates: one TOML file each, in `library/`, in the order of a lesson."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from promptrec.prompt.fieldname import base_of
from promptrec.prompt.files import read_template
from promptrec.prompt.template import Template

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
