"""Rows that stand twice, and pairs with two answers at one moment."""

from collections.abc import Iterator

from promptrec.data.mending.copies import conflicts, copies
from promptrec.data.mending.mends import Offer
from promptrec.data.nearest import shown
from promptrec.data.reading.table import TextTable
from promptrec.data.warnings.finding import DOUBT, DataWarning, cell, data_warning, number, where
from promptrec.records import Ints


def repeat_findings(rows: TextTable, paired: Ints) -> Iterator[DataWarning]:
    """Copies and contradictions among `paired`, the rows whose pair stands twice."""
    if not len(paired):
        return
    again, first = copies(rows, paired)
    if len(again):
        one, other = int(again[0]), int(first[0])
        yield data_warning(
            "sentence.warn_copies",
            weight=DOUBT,
            offers=[Offer("drop_copies", len(again))],
            count=number(len(again)),
            rows=number(rows.rows),
            user=cell(rows, "user_id", one),
            item=cell(rows, "item_id", one),
            where=where(rows, one),
            beside=where(rows, other),
        )
    differs, first = conflicts(rows, paired)
    if len(differs):
        one, other = int(differs[0]), int(first[0])
        value = "rating" if "rating" in rows.columns else "label"
        yield data_warning(
            "sentence.warn_conflicts",
            weight=DOUBT,
            count=number(len(differs)),
            rows=number(rows.rows),
            column=value,
            user=cell(rows, "user_id", one),
            item=cell(rows, "item_id", one),
            value=shown(rows.columns[value].cell(one)),
            where=where(rows, one),
            other=shown(rows.columns[value].cell(other)),
            beside=where(rows, other),
        )
