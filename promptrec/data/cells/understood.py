"""Interactions as somebody wrote them -> as the documented format wants them.

Moments become Unix seconds, ratings plain decimals, yes and no 1 and 0. What was read is told; what
can be read in two ways is asked.
"""

from collections.abc import Iterator

from promptrec.data.cells.asked import Answers, OpenQuestion
from promptrec.data.cells.decimals import comma_question, decimals, labels_of, ungrouped
from promptrec.data.cells.moments import date_question, number_question
from promptrec.data.cells.moments import moments as read_moments
from promptrec.data.reading.numbers import number
from promptrec.data.reading.table import TextTable
from promptrec.words.table import Sentence


def understood(table: TextTable, answers: Answers) -> tuple[TextTable, list[Sentence]]:
    """The mapped interactions in the documented format, and how they were read.

    Raises DataError for a cell that is of no form, and while a question is open.
    """
    notes: list[Sentence] = []
    if "timestamp" in table.columns:
        table, more = read_moments(table, answers)
        notes += more
    if "rating" in table.columns:
        table, more = decimals(table, "rating", answers)
        notes += more
    if "label" in table.columns:
        table, more = labels_of(table)
        notes += more
    return table, notes


def questions(table: TextTable) -> Iterator[OpenQuestion]:
    """What the mapped interactions do not say by themselves."""
    if "timestamp" in table.columns:
        texts = [text for text in table.columns["timestamp"].values if text.strip()]
        numeric = bool(texts) and all(number(text) is not None for text in texts)
        found = (number_question if numeric else date_question)(table, texts)
        yield from [found] if found else []
    if "rating" in table.columns:
        texts = [ungrouped(text) for text in table.columns["rating"].values]
        marked = [text for text in texts if "," in text or "." in text]
        found = comma_question(table, "rating", marked)
        yield from [found] if found else []
