"""The clauses of a template: stretches of its text that can stand elsewhere, and their ends."""

import re
from collections.abc import Callable
from typing import NamedTuple

from promptrec.prompt.parse import Kind, Part, parse

# the end of a sentence; ! and ? stay with it
END = re.compile(r"[.;]\s+|(?P<last>[.;])$|[。；]\s*|(?<=[!?])\s+")
ONLY_SOFT = re.compile(r"\{soft:[^}]*\}\s*")


class Clause(NamedTuple):
    """A stretch of template text that can stand elsewhere."""

    text: str  # without its end mark and without the brackets of an optional part
    optional: bool
    end: str  # end mark and white space, as written

    @property
    def fixed(self) -> bool:
        """True when the model answers here, or trained vectors stand here."""
        return "{mask}" in self.text or "{soft" in self.text


def clauses_of(text: str) -> list[Clause]:
    """The sentences of a template. An optional part that ends one is a sentence by itself.

    >>> [one.text for one in clauses_of("[Liked {history.liked}. ]Is {item.title} it? {mask}.")]
    ['Liked {history.liked}', 'Is {item.title} it?', '{mask}']
    """
    found: list[Clause] = []
    parts = parse(text)
    open_ = ""
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        written = source(part, text)
        begins = not open_.strip()
        if part.kind is Kind.OPTIONAL and begins and (ends := list(END.finditer(written[1:-1]))):
            inner, end = written[1:-1], ends[-1]
            if end.end() == len(inner):
                found.append(Clause(inner[: end.start()].lstrip(), True, end.group()))
                continue
        if part.kind is Kind.SOFT and begins:
            found.append(Clause(written, False, ""))
        elif part.kind is Kind.TEXT:
            more, open_ = cut(open_, written, glued=not leads_with_space(after, text))
            found += more
        else:
            open_ += written
    return [*found, Clause(open_, False, "")] if open_.strip() else found


def cut(open_: str, text: str, glued: bool) -> tuple[list[Clause], str]:
    """Sentences that end in a literal text, the first begun by `open_`, and what is left.

    glued: what follows the text belongs to its last word.
    """
    found, begun = [], 0
    for end in END.finditer(text):
        if end["last"] and glued:
            break
        found.append(Clause((open_ + text[begun : end.start()]).lstrip(), False, end.group()))
        open_, begun = "", end.end()
    return found, open_ + text[begun:]


def leads_with_space(part: Part | None, text: str) -> bool:
    """True at the end of the template, or when the part begins with white space."""
    return part is None or source(part, text).removeprefix("[")[:1].isspace()


def with_end(sentence: Clause, end: str) -> str:
    """A sentence with its end; after ! or ? the end has no full stop of its own."""
    if sentence.text.endswith(("!", "?")):
        end = end.lstrip(".;。；，") or " "
    whole = f"{sentence.text}{end}"
    return f"[{whole}]" if sentence.optional else whole


def loose_end(before: Clause) -> str:
    """The end of a sentence, fit for any other one in its place."""
    if before.end.endswith((".", ";")):
        return f"{before.end} "
    return ". " if before.end.isspace() else before.end


def of_literals(text: str, change: Callable[[str], str]) -> str:
    """The template text with its own words changed, all else as it is."""
    return "".join(source(part, text, change) for part in parse(text))


def source(part: Part, text: str, change: Callable[[str], str] = str) -> str:
    """How a part is written in a template."""
    if part.kind is Kind.TEXT:
        return re.sub(r"[{}\[\]]", lambda sign: sign.group() * 2, change(part.text))
    if part.kind is Kind.OPTIONAL:
        return f"[{''.join(source(inner, text, change) for inner in part.parts)}]"
    return text[part.start : part.end]
