"""Templates that a person can choose: their own, then the library's."""

from collections.abc import Mapping

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.library import fitting
from promptrec.prompt.template import Template
from promptrec.store.snapshots import TemplateVersion
from promptrec.ui.shell.say import say
from promptrec.ui.state import store

FIRST = ("Summaries, title, genres",)  # learns most from little; a newcomer begins with it
OWN, LIBRARY = "own/", "library/"


def template_choices(data: Dataset) -> Mapping[str, Template]:
    """Template by key ("own/NAME" or "library/NAME"); those of the data's language come first.

    Only templates of the library whose fields this data has.
    """
    own = {f"{OWN}{template.name}": as_template(template) for template in store().templates()}
    shipped = sorted(
        fitting(data.fields),
        key=lambda template: (template.language != data.about.language, template.name not in FIRST),
    )
    return {**own, **{f"{LIBRARY}{template.name}": template for template in shipped}}


def as_template(version: TemplateVersion) -> Template:
    """A saved version as a template."""
    return Template(
        version.name,
        version.text,
        verbalizer=version.verbalizer,
        language=version.language,
        note=version.note,
    )


def choice_label(key: str) -> str:
    """How a choice is shown: its name, and where it comes from."""
    folder, _, name = key.partition("/")
    return f"{name} · {say(f'templates.from_{folder}')}"


def template_or_error(
    name: str, text: str, verbalizer: str, language: str
) -> Template | TemplateError:
    """The typed text as a template, or what is wrong with it."""
    try:
        return Template(name, text, verbalizer=verbalizer, language=language)
    except TemplateError as error:
        return error
