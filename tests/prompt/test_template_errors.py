"""Every mistake gets one sentence: where, what, and the nearest right thing."""

import pytest

from promptrec.errors import TemplateError
from promptrec.prompt.parse import parse
from promptrec.prompt.template import Template

MISTAKES = [
    # text, line, column, length, words of the message
    ("a {item.title", 1, 3, 1, "never closed"),
    ("a {item.title and {mask}", 1, 3, 22, "{item.title and is not closed before {"),
    ("{item.ti\ntle}", 1, 1, 13, "{item.ti is not closed before the end of the line"),
    ("[by {item.title]", 1, 5, 1, "never closed"),
    ("[by {item.title] {mask}", 1, 5, 19, "not closed before ]"),
    ("{item.title[0]}", 1, 1, 15, "not closed before ["),
    ("a }", 1, 3, 1, "Write }} for the character"),
    ("{item.title}}", 1, 13, 1, "single }"),
    ("a\nb ]", 2, 3, 1, "Write ]] for the character"),
    ("[{item.title}", 1, 1, 1, "Close it with ]"),
    ("[a [{item.title}]]", 1, 4, 1, "inside another"),
    ("[no field]", 1, 1, 10, "without a field"),
    ("[]", 1, 1, 2, "without a field"),
    ("{item.title} is [MASK].", 1, 17, 6, "Did you mean {mask}?"),
    ("{mask} and {mask}", 1, 12, 6, "second {mask}"),
    ("[{item.title} {mask}]", 1, 15, 6, "{mask} inside an optional part"),
    ("[{item.title} {soft:8}]", 1, 15, 8, "{soft} inside an optional part"),
    ("{mask:2}", 1, 1, 8, "takes no number"),
    ("{soft}", 1, 1, 6, "Write {soft:8}"),
    ("{soft:0}", 1, 1, 8, "Write {soft:8}"),
    ("{soft:1000}", 1, 1, 11, "1 to 999"),
    ("{soft:eight}", 1, 1, 12, "Write {soft:8}"),
    ("{soft:8movie}", 1, 1, 13, "Write {soft:8}"),
    ("{item.title:}", 1, 1, 13, "from 1 to 999"),
    ("{item.title:0}", 1, 1, 14, "Write for example {item.title:5}"),
    ("{item.title:1000}", 1, 1, 17, "from 1 to 999"),
    ("{item.title:-1}", 1, 1, 15, "from 1 to 999"),
    ("{item.title: 3}", 1, 1, 15, "from 1 to 999"),
    ("{item.title:3:4}", 1, 1, 16, ":3:4"),
    ("{item.title:٣}", 1, 1, 14, "from 1 to 999"),
    ("{item.title:>10}", 1, 1, 16, "from 1 to 999"),
    ("{}", 1, 1, 2, "Write for example {item.title}"),
    ("{ }", 1, 1, 3, "Write for example {item.title}"),
    ("{0}", 1, 1, 3, "A field is written {item.title}"),
    ("{title}", 1, 1, 7, "Did you mean {item.title}?"),
    ("{liked}", 1, 1, 7, "Did you mean {history.liked}?"),
    ("{items.year}", 1, 1, 12, "Did you mean {item.year}?"),
    ("{Item.year}", 1, 1, 11, "Did you mean {item.year}?"),
    ("{ item.year}", 1, 1, 12, "Did you mean {item.year}?"),
    ("{item.}", 1, 1, 7, "{item.} names no column"),
    ("{history.likes}", 1, 1, 15, "Did you mean {history.liked}?"),
    ("{history.__class__}", 1, 1, 19, "unknown field {history.__class__}"),
    ("{__class__}", 1, 1, 11, "unknown field {__class__}"),
    ("{MASK}", 1, 1, 6, "Did you mean {mask}?"),
    ("{maks}", 1, 1, 6, "Did you mean {mask}?"),
    ("{soft 8}", 1, 1, 8, "Did you mean {soft:8}?"),
]


@pytest.mark.parametrize(("text", "line", "column", "length", "words"), MISTAKES)
def test_a_mistake_is_named_at_its_place(
    text: str, line: int, column: int, length: int, words: str
) -> None:
    with pytest.raises(TemplateError) as found:
        parse(text)
    message = str(found.value)
    assert message.startswith(f"line {line}, column {column}: ")
    assert words in message
    assert (found.value.line, found.value.column, found.value.length) == (line, column, length)
    assert "\n" not in message


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_template_says_something(text: str) -> None:
    with pytest.raises(TemplateError, match="empty"):
        Template("t", text)


def test_a_template_is_in_a_known_language() -> None:
    with pytest.raises(TemplateError, match="en, zh"):
        Template("t", "{item.title}", language="fr")
