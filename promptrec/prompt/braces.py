"""What is wrong between { and }, in words. Nothing that stands there is ever evaluated."""

import re

from promptrec.counted import CF_FIELDS, FORBIDDEN
from promptrec.prompt.fieldname import hint, is_possible
from promptrec.words.table import Sentence, sentence

QUOTED = 200  # characters; no column has so long a name
LARGEST = 999  # of `:N` and of soft tokens
NUMBER = re.compile(r"0{0,9}[1-9][0-9]{0,2}")  # 1 to 999; no sign, no digits of other scripts
WRONG = re.compile(f"[{re.escape(''.join(FORBIDDEN - {':'}))}]")
NOTHING = Sentence("")


def mistake(content: str) -> Sentence:
    """One sentence on what is wrong with `{content}`, "" when nothing is.

    >>> mistake("item.title:5")
    ''
    >>> mistake("mask:2")
    '{mask} takes no number. Write {mask}.'
    """
    if wrong := WRONG.search(content):
        return forbidden(content, wrong[0])
    name, colon, rest = content.partition(":")
    if name == "mask":
        return sentence("sentence.mask_number") if colon else NOTHING
    if name == "soft":
        return soft_mistake(content, rest)
    if not is_possible(name):
        return name_mistake(name)
    if colon and name in CF_FIELDS:
        return sentence("sentence.cf_number", name=name)
    if colon and not NUMBER.fullmatch(rest):
        quoted = {"content": brief(content), "rest": brief(rest), "name": brief(name)}
        return sentence("sentence.bad_number", **quoted, most=LARGEST)
    return NOTHING


def brief(content: str) -> str:
    r"""What stands between braces as far as an error quotes it, marks that nobody sees by number.

    >>> print(brief("item.\u202etitle"))
    item.\u202etitle
    """
    shown = content if len(content) <= QUOTED else f"{content[:QUOTED]}…"
    return "".join(
        sign if sign.isprintable() or sign in FORBIDDEN else ascii(sign)[1:-1] for sign in shown
    )


def forbidden(content: str, wrong: str) -> Sentence:
    """A sign that no name may hold: most often the } before it was forgotten."""
    before = content[: content.index(wrong)].rstrip()
    sign = sentence("sentence.line_end") if wrong in "\r\n" else wrong
    return sentence("sentence.open_name", before=brief(before), sign=sign)


def soft_mistake(content: str, rest: str) -> Sentence:
    """`{soft:8}` and `{soft:8 movie taste}` are right."""
    if NUMBER.fullmatch(rest.partition(" ")[0]):
        return NOTHING
    return sentence("sentence.soft_count", content=brief(content), most=LARGEST)


def name_mistake(name: str) -> Sentence:
    """Not the name of any field."""
    if not name.strip():
        return sentence("sentence.empty_field")
    if name.endswith(".") and is_possible(f"{name}column"):
        return sentence("sentence.half_field", name=brief(name))
    return sentence("sentence.unknown_field", name=brief(name), hint=hint(name))
