"""Texts that a web page left its marks in, and items without a title of their own."""

from collections.abc import Iterator

import numpy as np

from promptrec.data.mending.markup import has_markup, is_script
from promptrec.data.mending.mend import CODES
from promptrec.data.mending.mends import Offer
from promptrec.data.nearest import shown
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.warnings.finding import (
    DOUBT,
    NOTE,
    WRONG,
    DataWarning,
    cell,
    data_warning,
    number,
    where,
)
from promptrec.records import Ints

LONGEST = 60  # characters of an example
SAME, MOST = 3, 0.5  # items of one title, below which that happens; their share of all


Marked = list[tuple[TextTable, str, Ints]]  # table, column, rows


def text_findings(tables: Tables) -> Iterator[DataWarning]:
    """Page script, entities, tags, empty titles."""
    script, marked = marks(tables)
    yield from markup_findings("sentence.warn_script", script, WRONG)
    yield from markup_findings("sentence.warn_markup", marked, DOUBT)
    items = tables.items
    titles = items.columns["title"]
    empty = titles.rows_with(at for at, text in enumerate(titles.values) if not text.strip())
    if len(empty):
        yield data_warning(
            "sentence.warn_untitled",
            weight=NOTE,
            count=number(len(empty)),
            items=number(items.rows),
            item=cell(items, "item_id", int(empty[0])),
            where=where(items, int(empty[0])),
        )
    yield from title_findings(items)


def title_findings(items: TextTable) -> Iterator[DataWarning]:
    """One title for most of the items, or for all."""
    titles = items.columns["title"]
    counts = np.bincount(titles.codes, minlength=len(titles.values))
    counts[[not text.strip() for text in titles.values]] = 0
    count = int(counts.max(initial=0))
    if count < SAME or count <= MOST * items.rows:
        return
    hits = titles.rows_with([int(counts.argmax())])
    yield data_warning(
        "sentence.warn_same_title",
        weight=WRONG if count == items.rows else DOUBT,
        count=number(count),
        items=number(items.rows),
        title=shown(titles.cell(int(hits[0])), LONGEST),
        where=where(items, int(hits[0])),
        beside=where(items, int(hits[1])),
    )


def marks(tables: Tables) -> tuple[Marked, Marked]:
    """Where cells hold script, and where else they hold entities or tags."""
    script, marked = [], []
    for table in tables.all():
        for name, column in table.columns.items():
            if name in CODES:
                continue
            texts = list(enumerate(column.values))
            code = {at for at, text in texts if is_script(text)}
            other = [at for at, text in texts if at not in code and has_markup(text)]
            script.append((table, name, column.rows_with(code)))
            marked.append((table, name, column.rows_with(other)))
    return script, marked


def markup_findings(key: str, places: Marked, weight: int) -> Iterator[DataWarning]:
    """What a web page left, in all columns together."""
    hits = [(table, column, rows) for table, column, rows in places if len(rows)]
    if not hits:
        return
    table, column, rows = hits[0]
    row, count = int(rows[0]), sum(len(rows) for _, _, rows in hits)
    text = " ".join(table.columns[column].cell(row).split())
    yield data_warning(
        key,
        weight=weight,
        offers=[Offer("clean_text", count)],
        count=number(count),
        total=number(sum(table.rows for table, _, _ in hits)),
        columns=", ".join(dict.fromkeys(column for _, column, _ in hits)),
        cell=shown(text, LONGEST),
        id=id_of(table, row),
        where=where(table, row),
    )


def id_of(table: TextTable, row: int) -> str:
    """The item or user of an example."""
    key = "item_id" if "item_id" in table.columns else "user_id"
    return cell(table, key, row)
