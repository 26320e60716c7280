"""Templates that a person can choose: their own, then the library's."""

from collections.abc import Mapping

from promptrec.data.dataset import Dataset
from promptrec.data.shipped import shipped_names
from promptrec.errors import DataError, TemplateError
from promptrec.prompt.library import offered, templates, titled
from promptrec.prompt.template import Template
from promptrec.search.first import first_template
from promptrec.settings import SplitSettings
from promptrec.store.snapshots import TemplateVersion
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import split_of, store

FIRST = ("Summaries, title, genres",)  # learns most from little; a newcomer begins with it
OWN, LIBRARY, MADE = "own/", "library/", "made/"


def template_choices(data: Dataset) -> Mapping[str, Template]:
    """Template by key ("own/NAME" or "library/NAME"); those of the data's language come first.

    Of the library only those that are offered for this data. Data of one's own has one that is
    made from its columns; it comes first where the library has none that was made for such data.
    """
    own = {f"{OWN}{template.name}": as_template(template) for template in store().templates()}
    spoken = data.about.language
    shipped = sorted(
        offered(data.fields, spoken),
        key=lambda template: (template.language != spoken, template.name not in FIRST),
    )
    library = {f"{LIBRARY}{template.name}": template for template in shipped}
    made = made_for(data)
    if any(template.name in FIRST for template in shipped):
        return {**own, **library, **made}
    return {**made, **own, **library}


def made_for(data: Dataset) -> Mapping[str, Template]:
    """The template that is made from the columns of somebody's own data; none of shipped data."""
    if data.about.name in shipped_names():
        return {}
    try:
        train = split_of(data, SplitSettings()).train
        made = first_template(data, train)
    except (DataError, TemplateError):  # too few rows to split, a column that no text can name
        return {}
    return {f"{MADE}{made.name}": made}


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
    return f"{shown_name(folder, name)} · {say(f'templates.from_{folder}')}"


def shown_name(folder: str, name: str) -> str:
    """A template for people: what is shipped and what is made has a name in their language."""
    if f"{folder}/" == MADE:
        return say("templates.made")
    shipped = (each for each in templates() if f"{folder}/" == LIBRARY and each.name == name)
    return next((titled(each, language()) for each in shipped), name)


def template_or_error(
    name: str, text: str, verbalizer: str, spoken: str
) -> Template | TemplateError:
    """The typed text as a template, or what is wrong with it."""
    try:
        return Template(name, text, verbalizer=verbalizer, language=spoken)
    except TemplateError as error:
        return error
