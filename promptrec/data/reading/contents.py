"""Which column is what, judged by what stands in it: a check on names, help where none helps."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

import numpy as np

from promptrec.data.cells.dates import form_of
from promptrec.data.cells.decimals import plain_number, ungrouped
from promptrec.data.reading.numbers import number
from promptrec.data.reading.spellings import OTHER_MOMENTS, SPELLINGS, column_of, folded
from promptrec.data.reading.table import Column, TextTable

LOOKED_AT = 500  # values of a column
SECONDS = (1e8, 4e9)  # 1973 to 2096
LARGER = (1e11, 1e19)  # milliseconds and smaller units
LEAST_AGAIN = 3  # rows of ids that stand before: fewer say nothing of what describes an id
STRICT, LOOSE = 1.05, 1.5  # values of a column for each value of an id that it describes
STEPS = (3, 11)  # different ratings
HIGHEST = 10.0  # of a scale
LONGEST_ID, LONGEST_TITLE = 60, 200  # characters
OTHER_NUMBERS = "qty|quantity|amount|count|number|price|cost|age|year|数量|价格|金额|年龄|年份|次数"


def fits(table: TextTable, ours: str, theirs: str, found: Mapping[str, str]) -> bool:
    """True unless a column that is named like ours holds something else.

    found: what the other columns are.
    """
    column = table.columns[theirs]
    if ours == "timestamp":
        return share(column, is_moment) >= 0.5
    if ours == "rating":
        return share(column, is_number) >= 0.5
    if ours == "title" and "item_id" in found and found["item_id"] != theirs:
        return follows(table, theirs, found["item_id"], LOOSE)
    return True


def sample(column: Column) -> list[str]:
    """Some of the values that say something."""
    return list(islice((text for text in column.values if text.strip()), LOOKED_AT))


def share(column: Column, test: Callable[[str], bool]) -> float:
    """The share of values that pass a test; 0 without values."""
    values = sample(column)
    return sum(test(value) for value in values) / len(values) if values else 0.0


def is_moment(text: str) -> bool:
    """True for a date, or a number, which the column of moments may hold."""
    return form_of(text) is not None or number(text) is not None


def is_number(text: str) -> bool:
    """True for a number however it is written."""
    bare = ungrouped(text)
    return plain_number(bare, ".") is not None or plain_number(bare, ",") is not None


def follows(table: TextTable, column: str, key: str, most: float = STRICT) -> bool:
    """True when nearly every value of the key has one value of the column, `most` on average."""
    keys, values = table.columns[key], table.columns[column]
    pairs = np.unique(keys.codes * max(1, len(values.values)) + values.codes)
    return len(pairs) <= most * len(keys.values)


def by_content(table: TextTable, part: str, found: Mapping[str, str]) -> dict[str, str]:
    """Ours -> the one column that looks like it, for those that no name gave."""
    result = dict(found)
    for ours in ("timestamp", "rating") if part == "interactions" else ():
        if ours not in result and not (ours == "rating" and "label" in result):
            add_only(result, ours, candidates(table, ours, result))
    if part == "interactions":
        for ours in ("user_id", "item_id"):
            if ours not in result:
                add_only(result, ours, ids(table, result))
    if part == "items" and "item_id" in result and "title" not in result:
        titles = sorted(titled(table, result), key=lambda each: -each[0])
        add_only(result, "title", [name for _, name in titles[:1]])
    return result


def add_only(found: dict[str, str], ours: str, names: Iterable[str]) -> None:
    """Take a column where there is exactly one that could be it."""
    names = list(names)
    if len(names) == 1:
        found[ours] = names[0]


def candidates(table: TextTable, ours: str, found: Mapping[str, str]) -> Iterable[str]:
    """Columns that look like moments, or like ratings, and are no fact of a user or an item."""
    test = looks_like_moments if ours == "timestamp" else looks_like_ratings
    keys = [found[key] for key in ("user_id", "item_id") if key in found]
    for name in free(table, found):
        if test(table, name) and not any(follows(table, name, key) for key in keys):
            yield name


def free(table: TextTable, found: Mapping[str, str]) -> list[str]:
    """Columns that are nothing yet."""
    return [name for name in table.columns if name not in found.values()]


def looks_like_moments(table: TextTable, name: str) -> bool:
    """True for dates throughout, or numbers of the size of such seconds."""
    values = sample(table.columns[name])
    if len(values) < 2 or is_other(name, OTHER_MOMENTS):
        return False
    numbers = [number(value) for value in values]
    if all(value is not None for value in numbers):
        sizes = [value for value in numbers if value is not None]
        return any(all(low <= size < high for size in sizes) for low, high in (SECONDS, LARGER))
    return all(form_of(value) is not None for value in values)


def looks_like_ratings(table: TextTable, name: str) -> bool:
    """True for a few numbers up to ten in equal steps."""
    values = sample(table.columns[name])
    numbers = sorted({value for text in values if (value := rating_of(text)) is not None})
    if not STEPS[0] <= len(numbers) <= STEPS[1] or is_other(name, OTHER_NUMBERS):
        return False
    whole = all(2 * value == int(2 * value) for value in numbers)
    every = all(rating_of(text) is not None for text in values)
    return every and whole and numbers[0] >= 0 and numbers[-1] <= HIGHEST


def rating_of(text: str) -> float | None:
    """The number of a cell, with a decimal comma or point."""
    return number(ungrouped(text).replace(",", "."))


def is_other(name: str, words: str) -> bool:
    """True for a name with one of these words in it."""
    short = folded(name)
    return any(word in short for word in words.split("|"))


def ids(table: TextTable, found: Mapping[str, str]) -> list[str]:
    """Columns whose short values repeat, the ids among them alone where some are called so."""
    good = [name for name in free(table, found) if looks_like_ids(table, name)]
    named = [name for name in good if folded(name).endswith(("id", "no", "nr", "code", "号"))]
    return named or good


def looks_like_ids(table: TextTable, name: str) -> bool:
    """True for short values that repeat, and are no moments, decimals or facts of few kinds."""
    column = table.columns[name]
    values = sample(column)
    if not 1 < len(column.values) < table.rows or looks_like_moments(table, name):
        return False
    if looks_like_ratings(table, name) or is_other(name, OTHER_NUMBERS):
        return False
    return all(len(value) <= LONGEST_ID and "." not in value[-3:] for value in values)


def is_spelled(name: str) -> bool:
    """True for a name that is one of ours in the table of spellings, but for a title."""
    short = folded(name)
    return any(short in names for ours, names in SPELLINGS.items() if ours != "title")


def titled(table: TextTable, found: Mapping[str, str]) -> Iterable[tuple[float, str]]:
    """Columns of words that each item has one of, with how many differ.

    Where ids repeat, only after rows enough for that to be more than chance; and none that is named
    like another column of ours.
    """
    again = table.rows - len(table.columns[found["item_id"]].values)
    if 0 < again < LEAST_AGAIN:
        return
    for name in free(table, found):
        if column_of(name) not in (None, "title") or is_spelled(name):
            continue
        column = table.columns[name]
        values = sample(column)
        words = [value for value in values if any(map(str.isalpha, value))]
        if len(words) < 0.9 * max(1, len(values)) or not follows(table, name, found["item_id"]):
            continue
        length = float(np.mean([len(value) for value in values]))
        items = len(table.columns[found["item_id"]].values)
        distinct = len(column.values) / max(1, items)
        if distinct > 0.8 and 2 < length <= LONGEST_TITLE and "://" not in values[0]:
            yield distinct + min(length, 40) / 1000, name
