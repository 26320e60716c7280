"""The text of a table without what a report puts around it, and with a header where it has none."""

import csv
from collections.abc import Iterator
from itertools import islice

from promptrec.data.reading.dialect import (
    LOOKED_AT,
    PLAIN,
    SEPARATORS,
    Dialect,
    blank,
    evenness,
)
from promptrec.data.reading.frame import (
    frame_of,
    has_no_header,
    is_footer,
    said_above,
    said_below,
    usual_width,
)
from promptrec.words.table import Sentence, sentence

TAIL = 4_000  # characters in which lines below a table are looked for
MOST_ROWS = 400
ROW_NUMBER = "row number"  # a name for a first column that has none


def bare_texts(file: str, text: str, separator: str) -> Iterator[tuple[str, list[Sentence]]]:
    """Other readings of a text that is no table as it stands, and what each leaves out.

    separator: "" where it has to be found out.
    """
    cut = without_frame(file, text, [separator] if separator else list(SEPARATORS))
    if cut is not None:
        yield cut
    for sign in [separator] if separator else SEPARATORS:
        for mark in (sign, f'""{sign}'):
            if text.startswith(mark):
                yield f"{ROW_NUMBER}{sign}{text[len(mark) :]}", []


def without_frame(file: str, text: str, separators: list[str]) -> tuple[str, list[Sentence]] | None:
    """The text between the lines above and below a table; None where there are none."""
    found: list[tuple[tuple[float, int, int], str, list[Sentence]]] = []
    for separator in separators:
        dialect = Dialect(separator, PLAIN)
        rows = sampled(dialect, text)
        frame = frame_of([row for _, row in rows])
        start = rows[frame.above - 1][0] if frame.above else 0
        usual = usual_width([len(set(filter(None, row))) for _, row in rows])
        stop = len(text) - tail_length(text[start:], dialect, usual)
        if (start, stop) == (0, len(text)):
            continue
        above = [row for _, row in rows[: frame.above]]
        below = list(dialect.rows(text[stop:], strict=False))
        said = [*said_above(file, above), *said_below(file, below)]
        found.append((evenness(text[start:stop], separator), text[start:stop], said))
    best = max(found, default=None, key=lambda each: each[0])
    return (best[1], best[2]) if best and best[0][0] > 0 else None


def sampled(dialect: Dialect, text: str) -> list[tuple[int, list[str]]]:
    """Where each of the first rows ends, and its cells."""
    try:
        return list(islice(dialect.ends(text[:LOOKED_AT]), MOST_ROWS))
    except csv.Error:
        return []


def tail_length(text: str, dialect: Dialect, usual: int) -> int:
    """How many characters at the end are lines below the table."""
    taken = 0
    for line in reversed(text[-TAIL:].splitlines(keepends=True)[1:]):
        row = next(iter(dialect.rows(line, strict=False)), [])
        if usual < 3 or not is_footer(row, usual):
            break
        taken += len(line)
    return taken


def with_header(file: str, text: str, dialect: Dialect) -> tuple[str, list[Sentence]] | None:
    """The text under a made-up header, where its first row is a row like the others; else None."""
    rows = [row for _, row in sampled(dialect, text) if not blank(row)]
    if not rows or not has_no_header(rows[0], rows[1:]):
        return None
    names = [f"column {at}" for at in range(1, len(rows[0]) + 1)]
    note = sentence("sentence.no_header", file=file, first=dialect.separator.join(rows[0])[:100])
    return f"{dialect.separator.join(names)}\n{text}", [note]
