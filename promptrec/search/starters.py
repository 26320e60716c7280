"""A few first templates, and answer words, that fit the fields of a data set; each tries one thing.

What the data has no field for is not offered.
"""

from collections.abc import Mapping

from promptrec.data.dataset import Dataset
from promptrec.data.telling import TellingColumn, telling_columns
from promptrec.languages import Phrases, Style, language_of
from promptrec.prompt.template import Template
from promptrec.records import Ints
from promptrec.search.first import ALIKE, HISTORY, details, optional, profile
from promptrec.words.table import worded

STYLE = "plain"
BOUGHT = ("price", "brand", "department", "sku", "category", "product")  # columns of a shop
COUNTS = ("history.summary", "item.summary")
EVIDENCE = (*("history.summary", "history.alike"), *("item.summary", "item.likeminded"))
KNOWN = "item.popularity"  # where nobody can be told to be of like taste


def starters(dataset: Dataset, train: Ints) -> Mapping[str, Template]:
    """What it is for (plain, history, columns, evidence, cloze) -> template.

    train: rows that the columns are measured on.
    """
    language = dataset.about.language
    phrases = language_of(language).phrases
    style = phrases.styles[STYLE]
    columns = telling_columns(dataset, train)
    title = style.item.format(title="{item.title}", more="")
    told = style.item.format(title="{item.title}", more=details(dataset, columns, style.detail))
    past = history(dataset, style)
    texts = {
        "plain": "{item.title}",
        "history": joined(phrases, past, title),
        "columns": with_columns(phrases, style, columns, told),
        "evidence": with_evidence(dataset, phrases, style),
        "cloze": joined(phrases, past, told, phrases.ask),
    }
    return {
        kind: Template(
            worded(language, f"starters.{kind}"),
            text,
            verbalizer=answer_words(dataset)[0] if kind == "cloze" else "",
            language=language,
            note=worded(language, f"starters.{kind}_why"),
        )
        for kind, text in texts.items()
        if text
    }


def joined(phrases: Phrases, *parts: str) -> str:
    """The parts that there are, as sentences of the language."""
    return phrases.space.join(part for part in parts if part)


def history(dataset: Dataset, style: Style) -> str:
    """What the user met last; what they liked, where that is known."""
    kind = "recent" if dataset.implicit else "liked"
    return optional(style.history[kind], f"{{history.{kind}:{HISTORY}}}")


def with_columns(phrases: Phrases, style: Style, columns: list[TellingColumn], told: str) -> str:
    """Title and the columns that tell most; "" where none tells anything."""
    return joined(phrases, *profile(columns, style.field), told) if columns else ""


def with_evidence(dataset: Dataset, phrases: Phrases, style: Style) -> str:
    """What others did, in words, and the title; "" where the data has no such field."""
    columns = dataset.column_fields  # one that is called like evidence stays that column
    counted = [name for name in dataset.fields if name not in columns]
    names = EVIDENCE if "item.likeminded" in counted else (*EVIDENCE[:-1], KNOWN)
    known = [name for name in names if name in counted]
    if set(known) <= set(COUNTS):
        return ""
    parts = [optional(form_of(style, name), field_of(name)) for name in known]
    return joined(phrases, *parts, "{item.title}")


def form_of(style: Style, name: str) -> str:
    """The sentence that a counted field completes."""
    if name == "history.summary":
        return style.history["summary"]
    return style.counts if name == "item.summary" else style.evidence[name]


def field_of(name: str) -> str:
    """A counted field as it is written."""
    return f"{{{name}:{ALIKE}}}" if name == "history.alike" else f"{{{name}}}"


def answer_words(dataset: Dataset) -> tuple[str, ...]:
    """Label words that fit what a row of this data says, first, then words of praise.

    >>> from promptrec.data.shipped import open_dataset
    >>> answer_words(open_dataset("shop"))[:2]
    ('bought/skipped', 'great,good/terrible,bad')
    """
    phrases = language_of(dataset.about.language).phrases
    said = "liked"
    if dataset.implicit:
        said = "bought" if set(BOUGHT) & set(dataset.items.columns) else "chosen"
    return (phrases.answers[said], *phrases.label_words)
