"""Which fields a template may get, and the shipped phrase that says each of them.

What may be added depends on the data: its columns, and what can be counted of its rows. The phrases
are those of the data's language (`promptrec.languages`), in every phrasing that it has.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from promptrec.data.dataset import Dataset
from promptrec.languages import Language, Style, language_of
from promptrec.prompt.fieldname import base_of
from promptrec.search.fragments import OF_ITEM, field_of, filled, user_columns, words

SHOWN: Mapping[str, int] = MappingProxyType(  # entries or past items of a field that is added
    {
        "history.liked": 5,
        "history.disliked": 5,
        "history.recent": 5,
        "history.alike": 10,
        "history.alike_liked": 8,
        "history.alike_disliked": 8,
        "item.also": 4,
    }
)
COUNTED = ("history.summary", "item.summary", "item.popularity", "item.likeminded")


def field_text(name: str) -> str:
    """A field as it is added: with its usual number.

    >>> field_text("history.liked"), field_text("item.summary")
    ('{history.liked:5}', '{item.summary}')
    """
    return f"{{{name}:{SHOWN[name]}}}" if name in SHOWN else f"{{{name}}}"


def addable(dataset: Dataset) -> tuple[str, ...]:
    """Fields that this data has and a phrase can say: what is counted, then columns."""
    liked = ("history.liked", "history.disliked")
    counted = [name for name in (*COUNTED, *SHOWN) if name in dataset.fields]
    if dataset.implicit:  # every row is a like: the newest ones say it all
        counted = [name for name in counted if name not in (*liked, "history.alike_disliked")]
    else:
        counted = [name for name in counted if name != "history.recent"]
    users = [f"user.{name}" for name in user_columns(dataset)]
    items = [f"item.{name}" for name in filled(dataset, "item", OF_ITEM)]
    return (*counted, *users, *items)


def styles_of(language: str) -> tuple[Style, ...]:
    """Every phrasing of a language; English for one that we do not speak."""
    return tuple(language_of(language).phrases.styles.values())


def sentence_of(field: str, style: Style) -> str:
    """The sentence that says a field, without its full stop; "" where the phrasing has none.

    field: as written, with braces: `{history.liked:5}`.
    """
    name = base_of(field.strip("{}").partition(":")[0])
    family, _, column = name.partition(".")
    pattern = style.evidence.get(name, "")
    if family == "history" and column in style.history:
        pattern = style.history[column]
    elif name == "item.summary":
        pattern = style.counts
    elif family == "user":
        pattern = style.field
    return pattern.format(field=field, name=words(column)).rstrip(".。")


def details(dataset: Dataset, name: str, language: Language) -> Iterator[str]:
    """How a column of items stands behind the title, in each phrasing, in brackets."""
    column = name.removeprefix("item.")
    for style in language.phrases.styles.values():
        yield f"[{style.detail.format(name=words(column), field=field_of(dataset, column))}]"
