"""Only items of some kind: `item.genres=Comedy`, `year=1980..1999`.

Conditions on one field are alternatives, conditions on different fields must all hold.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import check_field, words_of
from promptrec.data.nearest import shown
from promptrec.data.values import FieldValues
from promptrec.errors import DataError, SettingsError
from promptrec.records import Ints

ITEM = "item."
BETWEEN = ".."  # in a value: two bounds, both included
Wanted = Mapping[str, Sequence[str]]  # full field name -> values


def conditions(given: Sequence[str]) -> dict[str, list[str]]:
    """`field=value` ... by field, with or without "item." before it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise SettingsError("sentence.where_form", text=text)
        found[field_of(name.strip())].append(value.strip())
    return dict(found)


def field_of(name: str) -> str:
    """The full name of a field of items, written with or without "item." before it."""
    return name if name.startswith(ITEM) else ITEM + name


def narrowed(data: Dataset, items: Ints, wanted: Wanted) -> Ints:
    """The items of which all conditions hold, in their order.

    DataError for a field that items do not have, and for a value that no item of the data has.
    """
    values = FieldValues(data)
    known = [name for name in data.column_fields if name.startswith(ITEM)]
    every = range(len(data.items))
    for field, choices in wanted.items():
        check_field(data, field, known, "sentence.no_item_field")
        fits = {code for code in every if any_fits(words_of(values.item(code)[field]), choices)}
        if not fits:
            raise DataError(
                "sentence.no_such_value",
                data=data.about.name,
                field=field,
                value=shown(", ".join(choices)),
            )
        items = items[np.array([int(code) in fits for code in items], bool)]
    return items


def any_fits(words: Sequence[str], choices: Sequence[str]) -> bool:
    """Whether one of the words is one of the values, whatever its case, or lies within one.

    >>> any_fits(("Comedy", "Drama"), ["drama"]), any_fits(("1995",), ["1990..1999"])
    (True, True)
    """
    return any(
        word.casefold() == value.casefold() or within(word, value)
        for word in words
        for value in choices
    )


def within(word: str, value: str) -> bool:
    """Whether a number lies between two bounds; one of them may be left out."""
    low, dots, high = value.partition(BETWEEN)
    if not dots:
        return False
    try:
        number = float(word)
        return float(low or "-inf") <= number <= float(high or "inf")
    except ValueError:
        return False
