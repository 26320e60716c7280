"""shifted_words: a word table that sends a value to another value of its own column.

The typical accident: a list of words that slipped by one line, so that every "Comedy" reads
"crime". A table that only merges two spellings into one is told apart and is a warning.
"""

import re
from collections.abc import Iterator, Sequence

from promptrec.data.rules import FieldRule
from promptrec.examples.lint.evidence import Evidence
from promptrec.examples.lint.finding import Example, Finding, finding
from promptrec.examples.lint.ground import LintedData
from promptrec.words.table import Sentence, listed, sentence

WORD = re.compile(r"[^\W_]+")
SHOWN = 3  # entries that a message names


def shifted_words(evidence: Evidence) -> Iterator[Finding]:
    """One finding per word table with a shifted or merged entry, used by the template or not."""
    ground = evidence.ground
    for field, rule in ground.dataset.about.rules.items():
        if not rule.table:
            continue
        sent = sent_elsewhere(rule, ground.raw(field))
        if not sent:
            continue
        known = dict(sent)
        shifted = any(raw_of(rule, target) in known for target in known.values())
        yield finding(
            "shifted_words",
            "error" if shifted else "warning",
            sentence(
                "sentence.lint_shifted" if shifted else "sentence.lint_merged",
                field=field,
                sent=first_of(sent),
            ),
            sentence(
                "sentence.lint_correct_words" if shifted else "sentence.lint_or_leave", field=field
            ),
            place=evidence.place(field),
            field=field,
            example=example(ground, field, sent[0][0]),
        )


def sent_elsewhere(rule: FieldRule, cells: Sequence[str]) -> list[tuple[str, str]]:
    """(raw value, the other value of the column that its word names), in the order of the table.

    A word that only holds another value ("adventure film") counts where that value is sent on, too:
    "not married" says what it should.
    """
    values = dict.fromkeys([*rule.table, *raw_entries(rule, cells)])
    found = {}
    for raw, word in rule.table.items():
        if word and not mentions(word, raw):
            other = next(
                (value for value in values if value != raw and mentions(word, value)), None
            )
            if other is not None:
                found[raw] = other
    return [
        (raw, other)
        for raw, other in found.items()
        if names(rule.table[raw], other) or raw_of(rule, other) in found
    ]


def raw_of(rule: FieldRule, value: str) -> str:
    """The key of the table that is this value."""
    return next((key for key in rule.table if spelt(key) == spelt(value)), value)


def raw_entries(rule: FieldRule, cells: Sequence[str]) -> list[str]:
    """Distinct entries of a column before their rule."""
    if not rule.separator:
        return list(dict.fromkeys(cell for cell in cells if cell))
    parts = (entry.strip() for cell in set(cells) for entry in cell.split(rule.separator))
    return sorted({part for part in parts if part})


def names(word: str, value: str) -> bool:
    """True when a word is this value: spelt alike, in the plural, or written out.

    >>> names("science fiction", "Sci-Fi"), names("children's", "Children"), names("crime", "War")
    (True, True, False)
    """
    own, other = spelt(word), spelt(value)
    if not own or not other:
        return False
    if "".join(own) == "".join(other):
        return True
    if "".join(own).removesuffix("s") == "".join(other).removesuffix("s"):
        return True
    short = [a.startswith(b) and len(b) > 1 for a, b in zip(own, other, strict=False)]
    return len(own) == len(other) > 1 and all(short)


def mentions(word: str, value: str) -> bool:
    """True when a word is this value, or holds it beside other words.

    >>> mentions("adventure film", "Adventure"), mentions("unmarried", "married")
    (True, False)
    """
    own, size = spelt(word), max(1, len(spelt(value)))
    parts = (" ".join(own[at : at + size]) for at in range(len(own) - size + 1))
    return names(word, value) or any(names(part, value) for part in parts)


def spelt(text: str) -> list[str]:
    """Words in lower case, without signs."""
    return [word.casefold() for word in WORD.findall(text)]


def first_of(sent: Sequence[tuple[str, str]]) -> Sentence:
    """The first entries, as a message names them."""
    pairs = [(repr(raw), repr(other)) for raw, other in sent[:SHOWN]]
    shown = listed(sentence("joined.sent", raw=raw, other=other) for raw, other in pairs)
    more = len(sent) - SHOWN
    return sentence("joined.more", shown=shown, more=more) if more > 0 else shown


def example(ground: LintedData, field: str, raw: str) -> Example | None:
    """The first interaction whose raw cell holds the value, with what the prompt says of it."""
    rule, cells = ground.rule(field), ground.raw(field)
    codes = {at for at, cell in enumerate(cells) if raw in raw_entries(rule, [cell])}
    for row, code in enumerate(ground.codes(field).tolist()):
        if code in codes:
            said = rule.apply(cells[code])
            words = said if isinstance(said, str) else ", ".join(said)
            reads = sentence("sentence.lint_reads", cell=cells[code], words=words)
            return ground.example_of_row(row, reads)
    return None
