"""Templates that a person can choose: their own, then the library's."""

from collections.abc import Mapping

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.shipped import shipped_names
from promptrec.errors import DataError, TemplateError
from promptrec.prompt.library import offered, templates, titled
from promptrec.prompt.template import Template
from promptrec.records import Ints
from promptrec.search.first import first_template
from promptrec.search.starters import starters
from promptrec.settings import SplitSettings
from promptrec.store.snapshots import TemplateVersion
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import split_of, store
from promptrec.ui.state.results import made_once

FIRST = ("Summaries, title, genres",)  # learns most from little; a newcomer begins with it
OWN, LIBRARY, MADE = "own/", "library/", "made/"


def template_choices(data: Dataset) -> Mapping[str, Template]:
    """Template by key ("own/NAME" or "library/NAME"); those of the data's language come first.

    Of the library only those that are offered for this data. Data of one's own has one that is
    made from its columns; it comes first where the library has none that was made for such data.
    Those that try one thing each come last.
    """
    own = {f"{OWN}{template.name}": as_template(template) for template in store().templates()}
    spoken = data.about.language
    shipped = sorted(
        offered(data.fields, spoken),
        key=lambda template: (template.language != spoken, template.name not in FIRST),
    )
    library = {f"{LIBRARY}{template.name}": template for template in shipped}
    made = made_once(("made", data.fingerprint()), lambda: made_for(data))
    last = {key_of(template): template for template in starters_of(data).values()}
    if any(template.name in FIRST for template in shipped):
        return {**own, **library, **made, **last}
    return {**made, **own, **library, **last}


def made_for(data: Dataset) -> Mapping[str, Template]:
    """The template that is made from the columns of somebody's own data; none of shipped data."""
    if data.about.name in shipped_names():
        return {}
    try:
        made = first_template(data, train_of(data))
    except TemplateError:  # a column that no text can name
        return {}
    return {key_of(made): made}


def starters_of(data: Dataset) -> Mapping[str, Template]:
    """What it is for -> a template that fits this data, made once."""

    def make() -> Mapping[str, Template]:
        try:
            return starters(data, train_of(data))
        except TemplateError:
            return {}

    return made_once(("starters", data.fingerprint()), make)


def train_of(data: Dataset) -> Ints:
    """Rows that columns may be measured on; none where there are too few to split."""
    try:
        return split_of(data, SplitSettings()).train
    except DataError:
        return np.zeros(0, np.int64)


def key_of(made: Template) -> str:
    """How the list knows a template that is made from the data."""
    return f"{MADE}{made.name}"


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
