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
ALIKE = 0.5  # a column of more kinds than this share of its users (items) is like an id
LONGEST = 60  # characters on average: longer ones are no column of kinds
OTHER = -1


@dataclass(frozen=True, slots=True)
class TellingColumn:
    """One column of users or items and what it tells."""

    field: str  # item.brand
    bits: float  # per train row, above chance; 0 where nothing can be measured


def telling_columns(dataset: Dataset, train: Ints, most: int = 2) -> list[TellingColumn]:
    """The columns of users and items that tell most, best first; none that tells nothing.

    The bits of a column are those that it adds to the columns before it: two names of one thing
    do not count twice.
    """
    label = dataset.label[train]
    measured = bool(len(label)) and 0 < label.mean() < 1
    kinds = {field: kinds_of(dataset, field, train) for field in dataset.column_fields}
    left = {field: found for field, found in kinds.items() if found is not None}
    if not measured:
        fullest = sorted(left, key=lambda field: -float((left[field] != OTHER).mean()))
        return [TellingColumn(field, 0.0) for field in fullest[:most]]
    result: list[TellingColumn] = []
    known, before = np.zeros(len(train), np.int64), 0.0
    while left and len(result) < most:
        joint = {field: supported(both(known, found)) for field, found in left.items()}
        bits = {field: information(found, label) for field, found in joint.items()}
        best = max(bits, key=lambda field: bits[field])
        if bits[best] <= before:
            break
        result.append(TellingColumn(best, bits[best] - before))
        known, before = joint[best], bits[best]
        del left[best]
    return result


def both(one: Ints, other: Ints) -> Ints:
    """(rows,) a number for each pair of kinds."""
    _, first = np.unique(one, return_inverse=True)
    kinds, second = np.unique(other, return_inverse=True)
    result: Ints = first * len(kinds) + second
    return result


def supported(kinds: Ints) -> Ints:
    """(rows,) the kinds, those of too few rows as one."""
    _, at, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    return np.where(counts[at] >= SUPPORT, at, OTHER)


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
    alone = len(values) > max(2, ALIKE * len(cells))
    if alone or not len(rows) or float((values[rows] != "").mean()) < FILLED:
        return None
    kinds = supported(rows)
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
