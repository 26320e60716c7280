"""Numbers as other countries and programs write them -> plain decimals.

>>> plain_number("1.234,5", ","), plain_number("1,234.5", "."), plain_number("4", ",")
('1234.5', '1234.5', '4')
"""

import re
from collections.abc import Iterable

from promptrec.data.cells.asked import COMMA, Answers, OpenQuestion
from promptrec.data.mending.spelling import half_width
from promptrec.data.nearest import shown
from promptrec.data.reading.numbers import number
from promptrec.data.reading.table import TextTable
from promptrec.words.table import Sentence, sentence

GAPS = re.compile(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?!\d))")  # between thousands
GROUPS = {
    ".": re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?|[+-]?\d*\.?\d+|[+-]?\d+\.", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?|[+-]?\d*,?\d+|[+-]?\d+,", re.ASCII),
}
OPEN = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})?", re.ASCII)
YES = frozenset(("true", "yes", "y", "t", "是", "真", "喜欢", "有"))
NO = frozenset(("false", "no", "n", "f", "否", "假", "不喜欢", "无"))


def decimals(table: TextTable, column: str, answers: Answers) -> tuple[TextTable, list[Sentence]]:
    """The table with plain numbers in a column, and how they were written.

    Raises DataError where a column mixes decimal commas and points, and while a question is open.
    What is no number stays as it is, for whoever checks the column.
    """
    cells = table.columns[column]
    texts = {text: ungrouped(text) for text in cells.values}
    point = decimal_sign(table, column, texts.values(), answers)
    plain = {text: plain_number(bare, point) or text for text, bare in texts.items()}
    changed = [text for text in cells.values if plain[text] != text.strip() and text.strip()]
    if not changed:
        return table, []
    first = changed[0]
    note = sentence(
        "sentence.read_decimals",
        column=table.names.get(column, column),
        cell=shown(first),
        number=plain[first],
        count=f"{len(cells.rows_with(map(cells.values.index, changed))):,}",
    )
    return table.with_column(column, cells.mapped(plain.__getitem__)), [note]


def ungrouped(text: str) -> str:
    """A number without blanks or apostrophes between its thousands, in common digits."""
    return GAPS.sub("", half_width(text).strip())


def plain_number(text: str, sign: str) -> str | None:
    """A number as Python reads it; None for what is none with this decimal sign."""
    if number(text) is not None and (sign == "." or "." not in text):
        return text
    if not GROUPS[sign].fullmatch(text):
        return None
    other = "." if sign == "," else ","
    return text.replace(other, "").replace(sign, ".")


def decimal_sign(table: TextTable, column: str, texts: Iterable[str], answers: Answers) -> str:
    """The sign before the decimals of a column: a point, or a comma."""
    texts = [text for text in texts if "," in text or "." in text]
    question = comma_question(table, column, texts)
    if question is not None:
        decimal = question.answer(answers) == "decimal"
        sign = "," if "," in question.cell else "."
        return sign if decimal else ",."[sign == ","]
    signs = {sign: next((text for text in texts if only(text, sign)), None) for sign in ".,"}
    if signs["."] is not None and signs[","] is not None:
        cells = table.columns[column]
        rows = {
            sign: cells.first(at for at, cell in enumerate(cells.values) if ungrouped(cell) == text)
            or 0
            for sign, text in signs.items()
        }
        what = sentence(
            "sentence.two_decimal_signs",
            cell=shown(cells.cell(rows[","])),
            other=shown(cells.cell(rows["."])),
            row=table.number(rows["."]),
        )
        raise table.error(rows[","], column, what)
    return "," if signs[","] is not None else "."


def only(text: str, sign: str) -> bool:
    """True for a number that can be read with this decimal sign alone."""
    other = "." if sign == "," else ","
    return plain_number(text, sign) is not None and plain_number(text, other) is None


def comma_question(table: TextTable, column: str, texts: Iterable[str]) -> OpenQuestion | None:
    """Decimals or thousands? Asked where every comma (or point) has three digits behind it."""
    marked = [text for text in texts if number(text) is not None or "," in text]
    signs = {found[1] if (found := OPEN.fullmatch(text)) else None for text in marked}
    if len(signs) != 1 or signs == {None}:
        return None
    cell = marked[0]
    sign = str(*signs)
    readings = {"decimal": cell.replace(sign, "."), "thousands": cell.replace(sign, "")}
    return OpenQuestion(COMMA, table.file, table.names.get(column, column), cell, readings)


def labels_of(table: TextTable) -> tuple[TextTable, list[Sentence]]:
    """The table with 1 and 0 for yes and no in the column label, and what was read so."""
    cells = table.columns["label"]
    words = {text: text.strip().casefold() for text in cells.values if text.strip()}
    if not words or not set(words.values()) <= YES | NO:
        return table, []
    plain = {text: "1" if word in YES else "0" for text, word in words.items()}
    note = sentence(
        "sentence.read_labels",
        column=table.names.get("label", "label"),
        yes=", ".join(sorted(text for text, value in plain.items() if value == "1")) or "–",
        no=", ".join(sorted(text for text, value in plain.items() if value == "0")) or "–",
    )
    changed = cells.mapped(lambda text: plain.get(text, text))
    return table.with_column("label", changed), [note]
