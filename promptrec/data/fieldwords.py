"""Users and items as the words of one field: groups of users, genres of items."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import hint, named, shown
from promptrec.data.values import FieldValues, Value
from promptrec.errors import DataError
from promptrec.records import Bools, Ints

MOST_KINDS = 60  # different words of a column that is taken for kinds of items
MOST_GROUPS = 12  # groups of users that can still be read side by side


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Users by their word of one field, after its field rule."""

    field: str  # user.gender
    names: tuple[str, ...]  # sorted
    group: Ints  # (users,) place in names, -1 without a value


def words_of(value: Value) -> tuple[str, ...]:
    """The words of a value; none of an empty one."""
    return tuple(word for word in ((value,) if isinstance(value, str) else value) if word)


def check_field(dataset: Dataset, field: str, known: Sequence[str], key: str) -> None:
    """DataError with the sentence of this key, and the nearest fields, when it is none of these."""
    if field not in known:
        raise DataError(
            key,
            data=dataset.about.name,
            field=shown(field),
            known=named(known),
            near=hint(field, known),
        )


def user_groups(dataset: Dataset, field: str) -> Groups:
    """Groups of users by a field; entries of a list field are joined to one name.

    DataError when the users have no such field, or so many values that no group is one.
    """
    columns = dataset.column_fields
    known = [name for name in columns if name.startswith("user.") and name != "user.user_id"]
    check_field(dataset, field, known, "sentence.no_user_field")
    values = FieldValues(dataset)
    words = [", ".join(words_of(values.user(code)[field])) for code in range(len(dataset.users))]
    names = tuple(sorted(set(words) - {""}))
    if len(names) > MOST_GROUPS:
        raise DataError("sentence.many_groups", field=field, count=len(names))
    places = {name: at for at, name in enumerate(names)}
    return Groups(field, names, np.array([places.get(word, -1) for word in words], np.int64))


def item_words(dataset: Dataset, field: str) -> tuple[tuple[str, ...], Bools]:
    """Words of a field of items, sorted, and (items, words) which item has which.

    DataError when the items have no such field.
    """
    known = [name for name in dataset.column_fields if name.startswith("item.")]
    check_field(dataset, field, known, "sentence.no_item_field")
    values = FieldValues(dataset)
    sets = [words_of(values.item(code)[field]) for code in range(len(dataset.items))]
    names = tuple(sorted({word for one in sets for word in one}))
    places = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(sets), len(names)), bool)
    for code, one in enumerate(sets):
        table[code, [places[word] for word in one]] = True
    return names, table


def kind_fields(dataset: Dataset) -> list[str]:
    """Fields of items that say what kind an item is, as the file orders them.

    List columns (genres) first, then columns with 2 to 60 different words.
    """
    values = FieldValues(dataset)
    lists, columns = [], []
    for field in (f"item.{name}" for name in dataset.items.columns if name != "title"):
        if field not in dataset.column_fields:
            continue
        rule = dataset.about.rules.get(field)
        if rule is not None and rule.separator:
            lists.append(field)
            continue
        words = {values.item(code)[field] for code in range(len(dataset.items))} - {""}
        if 2 <= len(words) <= MOST_KINDS:
            columns.append(field)
    return [*lists, *columns]


def group_fields(dataset: Dataset) -> list[str]:
    """Fields of users that can be groups: 2 to 12 different words after their field rules."""
    values = FieldValues(dataset)
    found = []
    for field in (f"user.{name}" for name in dataset.users.columns):
        words = {values.user(code).get(field, "") for code in range(len(dataset.users))} - {"", ()}
        if field in dataset.column_fields and 2 <= len(words) <= MOST_GROUPS:
            found.append(field)
    return found
