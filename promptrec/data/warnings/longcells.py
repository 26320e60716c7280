"""Cells so long that no model reads them whole: a page of script where a title should be."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from promptrec.data.dataset import Dataset
from promptrec.words.table import Sentence, sentence

LONGEST = 2000  # characters: at four a token about the 512 tokens of BERT


def long_cell_warnings(dataset: Dataset) -> Iterator[Sentence]:
    """One sentence for all cells of more than LONGEST characters that a template may name."""
    count, first = 0, None
    for file, column, cells, rules in columns(dataset):
        long = places_of(cells, rules)
        if len(long):
            count += len(long)
            owner = owner_of(dataset, file, cells, int(long[0]))
            first = first or (file, int(long[0]) + 1, column, owner)
    if first is None:
        return
    file, row, column, owner = first
    key = "sentence.long_texts" if count > 1 else "sentence.long_text"
    yield sentence(
        key,
        count=f"{count:,}",
        most=f"{LONGEST:,}",
        file=file,
        row=row,
        column=column,
        owner=owner,
    )


def columns(dataset: Dataset) -> Iterator[tuple[str, str, "pd.Series[str]", str]]:
    """File, column, cells and separator of every column of text."""
    for side, table in (("item", dataset.items), ("user", dataset.users)):
        for name in table.columns:
            rule = dataset.about.rules.get(f"{side}.{name}")
            yield f"{side}s.csv", str(name), table[name], rule.separator if rule else ""
    for name, own in dataset.context.items():
        cells = dataset.interactions[own]
        rule = dataset.about.rules.get(f"context.{name}")
        yield "interactions.csv", name, cells, rule.separator if rule else ""
    if dataset.facts is not None:
        for name in ("relation", "value"):
            yield "facts.csv", name, dataset.facts[name], ""


def owner_of(dataset: Dataset, file: str, cells: "pd.Series[str]", row: int) -> str:
    """The id of the item or user that a cell is about."""
    if file == "interactions.csv":
        return str(dataset.users.index[dataset.user[row]])
    if file == "facts.csv" and dataset.facts is not None:
        return str(dataset.items.index[int(dataset.facts["item"].iloc[row])])
    return str(cells.index[row])


def places_of(
    cells: "pd.Series[str]", separator: str
) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Places of the cells of which a text, or an entry of a list, is too long."""
    lengths = cells.str.len().to_numpy()
    found = np.flatnonzero(lengths > LONGEST)
    if not separator:
        return found
    return np.array(
        [at for at in found if max(map(len, cells.iloc[at].split(separator))) > LONGEST], np.intp
    )
