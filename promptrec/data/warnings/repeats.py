"""Rows that stand twice, and pairs with two answers at one moment or in a reversed split."""

from collections.abc import Iterator

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.mending.copies import conflicts, copies
from promptrec.data.mending.mends import Offer
from promptrec.data.nearest import shown
from promptrec.data.reading.table import TextTable
from promptrec.data.warnings.finding import DOUBT, DataWarning, cell, data_warning, number, where
from promptrec.records import Ints

LATER = {"valid": 1, "test": 2}  # everything else comes before


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


def order_findings(rows: TextTable, dataset: Dataset, paired: Ints) -> Iterator[DataWarning]:
    """Pairs whose newer row the column split puts before an older one."""
    if not dataset.timed or "split" not in rows.columns or not len(paired):
        return
    column = rows.columns["split"]
    part = np.array([LATER.get(text, 0) for text in column.values])[column.codes[paired]]
    early, late = reversed_rows(
        dataset.user[paired] * len(dataset.items) + dataset.item[paired],
        dataset.when[paired],
        part,
    )
    if len(early):
        one, other = int(paired[early[0]]), int(paired[late[0]])
        yield data_warning(
            "sentence.warn_split_order",
            weight=DOUBT,
            count=number(len(early)),
            rows=number(rows.rows),
            user=cell(rows, "user_id", one),
            item=cell(rows, "item_id", one),
            part=cell(rows, "split", one),
            where=where(rows, one),
            later=cell(rows, "split", other),
            beside=where(rows, other),
        )


def reversed_rows(pair: Ints, when: Ints, part: Ints) -> tuple[Ints, Ints]:
    """Places that are newer than one of the same pair in a later part; that one each, the oldest.

    Three parallel arrays; part: a number that rises.
    """
    found = np.full(len(pair), -1)
    for later in np.unique(part)[1:][::-1].tolist():
        places = np.flatnonzero(part == later)
        places = places[np.lexsort((when[places], pair[places]))]
        kinds, first = np.unique(pair[places], return_index=True)
        at = np.minimum(np.searchsorted(kinds, pair), len(kinds) - 1)
        oldest = places[first[at]]
        hit = (kinds[at] == pair) & (part < later) & (when > when[oldest])
        found[hit] = oldest[hit]
    early = np.flatnonzero(found >= 0)
    return early, found[early]
