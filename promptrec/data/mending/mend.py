"""Mend the tables as dataset.toml asks under [mend], before anything is checked.

Every mend that changed something is told in one sentence, with its count.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from promptrec.data.mending.copies import copies, paired_rows
from promptrec.data.mending.markup import has_markup, is_script, without_markup
from promptrec.data.mending.mends import Mends
from promptrec.data.mending.spelling import stripped, undotted
from promptrec.data.reading.numbers import number, plain
from promptrec.data.reading.table import Column, TextTable, kept
from promptrec.data.reading.tables import RESERVED, Tables
from promptrec.data.rules import FieldRule
from promptrec.errors import DataError
from promptrec.words.table import sentence

IDS = ("user_id", "item_id")
CODES = (*RESERVED, "relation")  # columns that hold no text for people
Step = Callable[[Tables], tuple[Tables, list[str]]]


def mend(tables: Tables) -> tuple[Tables, tuple[str, ...]]:
    """The mended tables, and what was mended."""
    notes: list[str] = []
    for step in steps(tables.about.mend):
        tables, more = step(tables)
        notes += more
    if not tables.interactions.rows:
        raise DataError("sentence.mend_no_rows", file=tables.interactions.file)
    return tables, tuple(notes)


def steps(mends: Mends) -> Iterator[Step]:
    """The mends in force, in their order."""
    if mends.strip_blanks:
        yield lambda tables: respelled(tables, stripped, "sentence.mended_blanks")
    if mends.join_decimals:
        yield lambda tables: respelled(tables, undotted, "sentence.mended_decimals")
    if mends.clean_text:
        yield cleaned
    if mends.unrated:
        yield without_unrated
    if mends.drop_copies:
        yield without_copies


def respelled(tables: Tables, change: Callable[[str], str], key: str) -> tuple[Tables, list[str]]:
    """Ids, and values that a table of words reads, in another spelling."""
    changed: set[str] = set()
    gone: dict[str, int] = {}

    def mended(table: TextTable) -> TextTable:
        columns = dict(table.columns)
        for name, column in table.columns.items():
            rule = rule_of(tables, table, name)
            if name in IDS or (rule and rule.table):
                spelled = partial(by_entry, change, rule.separator if rule else "")
                changed.update(cell for cell in column.values if spelled(cell) != cell)
                columns[name] = column.mapped(spelled)
        result = replace(table, columns=columns)
        if table is tables.items or table is tables.users:
            result = first_rows(table, result, "item_id" if table is tables.items else "user_id")
        if result.rows < table.rows:
            gone[table.file] = table.rows - result.rows
        return result

    after = tables.each(mended)
    notes = [sentence(key, count=f"{len(changed):,}")] if changed else []
    for file, rows in gone.items():
        notes.append(sentence("sentence.mended_same_id", count=f"{rows:,}", file=file))
    return after, list(notes)


def rule_of(tables: Tables, table: TextTable, column: str) -> FieldRule | None:
    """The field rule of a column."""
    found = (
        rule
        for name, rule in tables.about.rules.items()
        if name.split(".", 1)[1] == column and tables.side(name.split(".")[0]) is table
    )
    return next(found, None)


def by_entry(change: Callable[[str], str], separator: str, cell: str) -> str:
    """A cell with each entry of its list changed; without a separator it is one entry."""
    if not separator:
        return change(cell)
    entries = [one.strip() for one in cell.split(separator)]
    spelled = [change(one) for one in entries]
    return cell if spelled == entries else separator.join(spelled)


def first_rows(before: TextTable, after: TextTable, key: str) -> TextTable:
    """Without rows whose id became that of an earlier row."""
    ids = after.columns[key]
    if len(before.columns[key].values) < before.rows or len(ids.values) == after.rows:
        return after  # an id that was there twice before stays an error
    return kept(after, np.sort(np.unique(ids.codes, return_index=True)[1]))


def cleaned(tables: Tables) -> tuple[Tables, list[str]]:
    """Texts without what a web page left in them; the id stands for a title that was all script."""
    counts: list[int] = []

    def mended(table: TextTable) -> TextTable:
        columns = dict(table.columns)
        for name, column in table.columns.items():
            bad = [] if name in CODES else marked(column)
            if bad:
                counts.append(len(column.rows_with(bad)))
                columns[name] = column.mapped(without_markup)
        if table is tables.items:
            columns["title"] = titled(table, columns["title"])
        return replace(table, columns=columns)

    after = tables.each(mended)
    total = sum(counts)
    return after, [sentence("sentence.mended_text", count=f"{total:,}")] if total else []


def marked(column: Column) -> list[int]:
    """Codes of the values with entities, tags or script."""
    return [at for at, text in enumerate(column.values) if has_markup(text) or is_script(text)]


def titled(table: TextTable, after: Column) -> Column:
    """The titles; the id where cleaning left nothing."""
    before = table.columns["title"]
    lost = before.rows_with(
        at for at, text in enumerate(before.values) if text.strip() and not without_markup(text)
    )
    if not len(lost):
        return after
    ids = table.columns["item_id"]
    values, codes = list(after.values), after.codes.copy()
    places = {text: at for at, text in enumerate(values)}
    for row in lost.tolist():
        codes[row] = places.setdefault(ids.cell(row), len(places))
    return Column(codes, list(places))


def without_unrated(tables: Tables) -> tuple[Tables, list[str]]:
    """Without rows whose rating or label stands for "not rated"."""
    rows = tables.interactions
    notes: list[str] = []
    for name in ("rating", "label"):
        column = rows.columns.get(name)
        if column is None:
            continue
        unrated = tables.about.mend.unrated
        bad = column.rows_with(
            at for at, cell in enumerate(column.values) if number(cell) in unrated
        )
        if len(bad):
            rows = without(rows, bad)
            values = ", ".join(map(plain, unrated))
            notes.append(sentence("sentence.mended_unrated", count=f"{len(bad):,}", values=values))
    return replace(tables, interactions=rows), notes


def without_copies(tables: Tables) -> tuple[Tables, list[str]]:
    """Without rows that repeat an earlier one."""
    rows = tables.interactions
    again, _ = copies(rows, paired_rows(rows))
    if not len(again):
        return tables, []
    note = sentence("sentence.mended_copies", count=f"{len(again):,}")
    return replace(tables, interactions=without(rows, again)), [note]


def without(table: TextTable, rows: "np.ndarray") -> TextTable:
    """The other rows."""
    return kept(table, np.setdiff1d(np.arange(table.rows), rows))
