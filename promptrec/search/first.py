"""The first template for data that nobody wrote one for: made from its fields.

History, title, the two most telling columns, and evidence: each in an optional part.
"""

from promptrec.data.dataset import Dataset
from promptrec.data.telling import TellingColumn, telling_columns
from promptrec.languages import language_of
from promptrec.prompt.template import Template
from promptrec.records import Ints
from promptrec.search.fragments import field_of, words
from promptrec.words.table import LANGUAGES, worded

STYLE = "labels"
HISTORY = 5  # titles
ALIKE = 10  # past items that go with this one


def first_template(dataset: Dataset, train: Ints) -> Template:
    """A template of what this data has. train: rows that the columns are measured on."""
    phrases = language_of(dataset.about.language).phrases
    style = phrases.styles[STYLE]
    columns = telling_columns(dataset, train)
    liked = "recent" if dataset.implicit else "liked"
    parts = [
        optional(style.history["summary"], "{history.summary}"),
        optional(style.history[liked], f"{{history.{liked}:{HISTORY}}}"),
        *profile(columns, style.field),
        style.item.format(title="{item.title}", more=details(dataset, columns, style.detail)),
    ]
    if "history.alike" in dataset.fields:
        parts.append(optional(style.history["summary"], f"{{history.alike:{ALIKE}}}"))
    parts += [optional(style.counts, "{item.summary}"), style.ending]
    language = dataset.about.language
    named = {one: {"name": worded(one, "templates.made")} for one in LANGUAGES}
    noted = {one: {"note": note_of(columns, len(train), one)} for one in LANGUAGES}
    return Template(
        worded(language, "templates.made"),
        phrases.space.join(parts),
        language=language,
        verbalizer=phrases.label_words[0] if language != "en" else "",
        note=noted[language]["note"],
        said={one: named[one] | noted[one] for one in LANGUAGES},
    )


def optional(form: str, field: str) -> str:
    """A part that is dropped where its field is empty."""
    return f"[{form.format(field=field)}]"


def profile(columns: list[TellingColumn], form: str) -> list[str]:
    """The parts of columns of users."""
    names = [each.field.partition(".")[2] for each in columns if each.field.startswith("user.")]
    return [f"[{form.format(name=words(name), field=f'{{user.{name}}}')}]" for name in names]


def details(dataset: Dataset, columns: list[TellingColumn], form: str) -> str:
    """The parts of columns of items, behind the title."""
    names = [each.field.partition(".")[2] for each in columns if each.field.startswith("item.")]
    return "".join(
        f"[{form.format(name=words(name), field=field_of(dataset, name))}]" for name in names
    )


def note_of(columns: list[TellingColumn], rows: int, language: str) -> str:
    """Which columns were chosen, and by what."""
    named = ", ".join(
        f"{each.field} ({each.bits:.3f})" if each.bits else each.field for each in columns
    )
    key = "templates.made_note" if columns else "templates.made_plain"
    return worded(language, key, columns=named, rows=f"{rows:,}")
