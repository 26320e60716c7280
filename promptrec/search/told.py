"""An edit of a template in words, from what a trial keeps of it.

>>> told({"edit": "add", "part": "It {item.likeminded}", "other": ""})
'adds what people of like taste thought of it'
>>> told({"edit": "front", "part": "Now the user tries {item.title}", "other": ""})
'moves the title to the front'
"""

from collections.abc import Mapping

from promptrec.errors import TemplateError
from promptrec.prompt.fieldname import base_of
from promptrec.prompt.parse import Kind, flat, parse
from promptrec.words.named import field_words
from promptrec.words.table import Sentence, listed, sentence

TITLE = "item.title"
SHORT = 60  # signs of a template that are shown of a part without fields
Kept = Mapping[str, object]  # the parameters of a trial


def told(kept: Kept) -> Sentence:
    """What an edit did. `edit`: its kind; `part`, `other`: what it is about, as template text."""
    kind, part, other = (str(kept.get(name, "")) for name in ("edit", "part", "other"))
    if kind == "start":
        return sentence("wording.start")
    if kind == "swap":
        return sentence("wording.swap", part=part_words(part), other=part_words(other))
    if kind == "word":
        return sentence("wording.word", part=part, other=other)
    if kind == "rephrase":
        return sentence("wording.rephrase", part=part_words(part), other=shortened(other))
    if kind == "resize":
        return sentence("wording.resize", part=part_words(part), other=other)
    return sentence(f"wording.{kind}", part=part_words(part))


def part_words(text: str) -> Sentence:
    """A stretch of a template by what its fields say; its own words where it has none."""
    try:
        fields = [part.name for part in flat(parse(text)) if part.kind is Kind.FIELD]
    except TemplateError:
        fields = []
    if not fields:
        return sentence("wording.words", text=shortened(text))
    names = list(dict.fromkeys(map(base_of, fields)))
    if TITLE in names and len(names) > 1:
        return sentence("wording.with_details", part=field_words(TITLE))
    return listed(map(field_words, names))


def shortened(text: str) -> str:
    """Template text in one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"
