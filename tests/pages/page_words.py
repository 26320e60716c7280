"""All that a page says, out of what it sends to the browser: labels, helps, tables, charts."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

CHART_TEXTS = [
    "text",
    "title",
    "name",
    "hovertemplate",
    "ticktext",
    "customdata",
    "x",
    "y",
    "labels",
]
NO_WORDS = {  # fields of the messages that nobody reads
    *[
        "id",
        "key",
        "tag",
        "form_id",
        "user_key",
        "element_id",
        "url",
        "page",
        "page_script_hash",
        "icon",
        "language",
    ],
    *[
        "column_order",
        "color",
        "config",
        "query_param_key",
        "delta_path",
        "type",
        "script_path",
        "spec",
        "lang",
    ],
    *[
        "url_pathname",
        "disk_path",
        "theme",
        "anchor",
        "styler",
        "component_name",
        "width",
        "query_string",
    ],
    *["stylesheet", "file_type", "chart_id", "js_content", "css_content"],
}
CODE = ("json", "code")  # elements that show code
MARKUP = re.compile(  # also tokens of models, formats of numbers, and what is for a script
    r"<(style|script)\b.*?</\1>|<[^>]*>|`[^`]*`|\{[^{}]*\}|:material/\w+:|:[a-z]+(?:-badge)?(?=\[)"
    r"|⟦[^⟧]*⟧|\[(?:CLS|SEP|UNK|MASK|PAD)\]|%[\d.]*[a-z]|^\{\".*$"
    r"|\]\([^)]*\)|&\w+;|\\u[0-9a-f]{4}|%\{[^}]*\}",
    re.DOTALL,
)
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.@'-]*")


def texts_of(app: AppTest) -> Iterator[str]:
    """Every text that the page sends, markup and code taken out."""
    for part in (app.main, app.sidebar):
        for node in part:
            proto = getattr(node, "proto", None)
            if getattr(node, "type", "") in CODE:
                continue
            if isinstance(getattr(node, "value", None), pd.DataFrame):
                yield from of_table(node.value, json.loads(getattr(proto, "columns", "") or "{}"))  # type: ignore[union-attr]
            if isinstance(proto, Message):
                yield from of_message(proto)


def of_table(table: pd.DataFrame, shown: dict[str, dict[str, str]]) -> Iterator[str]:
    """Headings and cells. shown: what stands above a column in place of its name."""
    headings = [(shown.get(str(name)) or {}).get("label") or name for name in table.columns]
    for place in (headings, *(table[name] for name in table)):
        yield from (MARKUP.sub(" ", one) for one in place if isinstance(one, str))


def of_message(message: Message) -> Iterator[str]:
    """The texts of a message and of those in it."""
    for field, value in message.ListFields():
        if field.name == "spec":
            yield from of_chart(json.loads(value))
        if field.name in NO_WORDS:
            continue
        for one in value if field.is_repeated else (value,):
            if isinstance(one, Message):
                yield from of_message(one)
            elif isinstance(one, str):
                yield MARKUP.sub(" ", one)


def of_chart(spec: Any, name: str = "") -> Iterator[str]:
    """Titles, legends, ticks and hover texts of a figure."""
    if isinstance(spec, dict):
        for key, one in spec.items():
            if key not in ("template", "bdata"):
                yield from of_chart(one, key)
    elif isinstance(spec, list):
        for one in spec:
            yield from of_chart(one, name)
    elif isinstance(spec, str) and name in CHART_TEXTS:
        yield MARKUP.sub(" ", spec)


def latin_words(app: AppTest) -> dict[str, str]:
    """Each word in Latin letters on the page, with a text that has it."""
    return {word: text for text in texts_of(app) for word in LATIN.findall(text)}


def latin_in(text: str) -> list[str]:
    """The words in Latin letters of a text, markup and code taken out."""
    return LATIN.findall(MARKUP.sub(" ", text))
