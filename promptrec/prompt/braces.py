"""What is wrong between { and }, in words. Nothing that stands there is ever evaluated."""

import re

from promptrec.prompt.fieldname import FORBIDDEN, hint, is_possible

LARGEST = 999  # of `:N` and of soft tokens
NUMBER = re.compile(r"0*[1-9][0-9]{0,2}")  # 1 to 999; no sign, no digits of other scripts
NAMES = {"\n": "the end of the line", "\r": "the end of the line"}


def mistake(content: str) -> str:
    """One sentence on what is wrong with `{content}`, "" when nothing is.

    >>> mistake("item.title:5")
    ''
    >>> mistake("mask:2")
    '{mask} takes no number. Write {mask}.'
    """
    wrong = next((sign for sign in content if sign in FORBIDDEN and sign != ":"), "")
    if wrong:
        return forbidden(content, wrong)
    name, colon, rest = content.partition(":")
    if name == "mask":
        return "{mask} takes no number. Write {mask}." if colon else ""
    if name == "soft":
        return soft_mistake(content, rest)
    if not is_possible(name):
        return name_mistake(name)
    if colon and not NUMBER.fullmatch(rest):
        return (
            f"{{{content}}} has :{rest} where a whole number from 1 to {LARGEST} belongs. "
            f"Write for example {{{name}:5}}."
        )
    return ""


def forbidden(content: str, wrong: str) -> str:
    """A sign that no name may hold: most often the } before it was forgotten."""
    before = content[: content.index(wrong)].rstrip()
    return (
        f"{{{before} is not closed before {NAMES.get(wrong, wrong)}. "
        "Close it with }, or write {{ for {."
    )


def soft_mistake(content: str, rest: str) -> str:
    """`{soft:8}` and `{soft:8 movie taste}` are right."""
    if NUMBER.fullmatch(rest.partition(" ")[0]):
        return ""
    return (
        f"{{{content}}} does not say how many soft tokens, 1 to {LARGEST}. "
        "Write {soft:8}, or {soft:8 movie taste} to start them from words."
    )


def name_mistake(name: str) -> str:
    """Not the name of any field."""
    if not name.strip():
        return "{} names no field. Write for example {item.title}, or {{}} for the characters."
    if name.endswith(".") and is_possible(f"{name}column"):
        return f"{{{name}}} names no column. Write it behind the dot, as in {{item.title}}."
    return f"unknown field {{{name}}}. {hint(name)}"
