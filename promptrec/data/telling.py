"""Which columns tell most about who likes what: mutual information of column and label on train.

Kinds that stand in few rows are one kind, "other"; numbers of many values are cut into quarters.
What chance alone would give is taken off (Miller and Madow, 1955): (kinds - 1)(labels - 1) / 2n.
Where every row is a like there is no label to tell of: then the fullest columns of few kinds count.
"""

from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.reading.numbers import number
from promptrec.records import Floats, Ints

SUPPORT = 20  # train rows of a kind; rarer ones are "other"
MANY = 20  # different numbers: more are cut into quarters
FILLED = 0.5  # share of train rows with a value
LONGEST = 60  # characters on average: longer ones are no column of kinds
OTHER = -1


@dataclass(frozen=True, slots=True)
class TellingColumn:
    """One column of users or items and what it tells."""

    field: str  # item.brand
    bits: float  # per train row, above chance; 0 where nothing can be measured


def telling_columns(dataset: Dataset, train: Ints, most: int = 2) -> list[TellingColumn]:
    """The columns of users and items that tell most, best first; none that tells nothing."""
    label = dataset.label[train]
    measured = bool(len(label)) and 0 < label.mean() < 1
    found = []
    for field in dataset.column_fields:
        kinds = kinds_of(dataset, field, train)
        if kinds is None:
            continue
        bits = information(kinds, label) if measured else 0.0
        rank = bits if measured else float((kinds != OTHER).mean())
        if rank > 0:
            found.append((rank, TellingColumn(field, bits)))
    found.sort(key=lambda each: -each[0])
    return [column for _, column in found[:most]]


def kinds_of(dataset: Dataset, field: str, train: Ints) -> Ints | None:
    """(rows,) the kind of value in each train row, -1 for rare ones; None where there are no two.

    Fields of the context are left out: a column may be written after the answer was known.
    """
    side, _, name = field.partition(".")
    if side not in ("user", "item") or name in ("user_id", "item_id", "title"):
        return None
    frame, codes = (
        (dataset.users, dataset.user) if side == "user" else (dataset.items, dataset.item)
    )
    rule = dataset.about.rules.get(field)
    joint = rule.separator if rule else ""
    cells = [str(cell).split(joint)[0] if joint else str(cell) for cell in frame[name]]
    cells = [cell.strip() for cell in cells]
    if not cells or float(np.mean([len(cell) for cell in cells])) > LONGEST:
        return None
    values, inverse = np.unique(np.array(quartered(cells), dtype=object), return_inverse=True)
    rows = inverse[codes[train]]
    if "" in values.tolist() and float((values[rows] != "").mean()) < FILLED:
        return None
    counts = np.bincount(rows, minlength=len(values))
    kinds = np.where(counts[rows] >= SUPPORT, rows, OTHER)
    return kinds if len(set(kinds.tolist()) - {OTHER}) > 1 else None


def quartered(cells: list[str]) -> list[str]:
    """The cells; those of many numbers as the quarter that they are in."""
    numbers = {cell: number(cell) for cell in set(cells) if cell}
    known = [value for value in numbers.values() if value is not None]
    if len(known) < len(numbers) or len(known) <= MANY:
        return cells
    edges = np.quantile(known, (0.25, 0.5, 0.75))
    quarters = {
        cell: str(int(np.searchsorted(edges, value)))
        for cell, value in numbers.items()
        if value is not None
    }
    return [quarters.get(cell, "") for cell in cells]


def information(kinds: Ints, label: Floats) -> float:
    """Mutual information in bits, less what chance gives; never below 0.

    >>> kinds = np.repeat([0, 1], 40)
    >>> round(information(kinds, kinds.astype(float)), 2)
    0.99
    >>> information(kinds, np.tile([0.0, 1.0], 40))
    0.0
    """
    _, at = np.unique(kinds, return_inverse=True)
    table = np.zeros((int(at.max()) + 1, 2))
    np.add.at(table, (at, label.astype(np.int64)), 1)
    share = table / table.sum()
    expected = share.sum(1, keepdims=True) * share.sum(0, keepdims=True)
    some = share > 0
    bits = float((share[some] * np.log2(share[some] / expected[some])).sum())
    chance = (len(table) - 1) / (2 * table.sum() * np.log(2))
    return max(0.0, float(bits - chance))
