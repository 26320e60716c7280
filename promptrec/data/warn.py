"""What is allowed but probably not meant: sentences shown beside a loaded data set."""

from collections.abc import Iterator

import numpy as np

from promptrec.data.dataset import COMPUTED_FIELDS, FORBIDDEN, Dataset
from promptrec.data.longcells import long_cell_warnings
from promptrec.data.numbers import number
from promptrec.data.rulecheck import columns_of
from promptrec.words.table import sentence

MILLISECONDS = 1e11  # seconds: the year 5138; larger moments are rather milliseconds


def find_warnings(dataset: Dataset) -> Iterator[str]:
    """Every warning about a data set that passed its checks."""
    yield from label_warnings(dataset)
    yield from name_warnings(dataset)
    yield from value_warnings(dataset)
    yield from long_cell_warnings(dataset)
    yield from tied_warnings(dataset)


def tied_warnings(dataset: Dataset) -> Iterator[str]:
    """Users of four rows or more that all have one timestamp: none of them has a history."""
    if not dataset.timed:
        return
    rows = np.bincount(dataset.user)
    moments = np.unique(np.column_stack((dataset.user, dataset.when)), axis=0)[:, 0]
    several = rows > 3
    tied = several & (np.bincount(moments, minlength=len(rows)) == 1)
    if 2 * tied.sum() > several.sum():
        yield sentence("sentence.tied_users", tied=f"{tied.sum():,}", users=f"{several.sum():,}")


def label_warnings(dataset: Dataset) -> Iterator[str]:
    """All labels equal; moments that are no seconds."""
    label = dataset.label
    if not dataset.implicit and (label == label[0]).all():
        kind = "liked" if label[0] else "not liked"
        yield f"Every interaction is {kind}: nothing to tell apart. Check like_at or label."
    if dataset.timed and dataset.interactions["timestamp"].abs().max() > MILLISECONDS:
        yield "The timestamps look like milliseconds; they are read as seconds since 1970."


def name_warnings(dataset: Dataset) -> Iterator[str]:
    """Columns that a template cannot name."""
    for side, names in columns_of(dataset).items():
        for name in names:
            full = f"{side}.{name}"
            if FORBIDDEN & set(name):
                yield f"Column {name!r} cannot stand in a template: its name holds one of {{}}[]:."
            elif full in COMPUTED_FIELDS:
                yield f"Column {name} of items.csv is hidden by the computed field {{{full}}}."


def value_warnings(dataset: Dataset) -> Iterator[str]:
    """Items without a title; values that bins cannot sort."""
    untitled = int(np.sum(dataset.items["title"].str.strip() == ""))
    if untitled:
        yield f"{untitled} of {len(dataset.items)} items have no title."
    frames = {"user": dataset.users, "item": dataset.items, "context": dataset.interactions}
    for name, rule in dataset.about.rules.items():
        side, column = name.split(".", 1)
        column = dataset.context.get(column, column) if side == "context" else column
        if rule.bins and not rule.separator and column in frames[side].columns:
            values = [cell for cell in frames[side][column].unique() if cell.strip()]
            odd = [cell for cell in values if number(cell) is None]
            if odd:
                yield f"{name}: {odd[0]!r} is no number, so the bins leave it as it is."
