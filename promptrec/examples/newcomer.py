"""Somebody who is in no table: a profile and a few items, liked or not, told now.

`with_newcomer` gives the data with one user and these rows behind all others, so that prompts,
evidence and rules find a newcomer by the very rules that find anybody else. Nobody else learns of
the rows: they stand in no part of a split.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np
import pandas as pd

from promptrec.data.dataset import Dataset
from promptrec.data.nearest import hint, named, shown
from promptrec.data.reading.numbers import number
from promptrec.errors import DataError
from promptrec.records import Floats

NOBODY = ""  # the id of a newcomer: no user of a table has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What somebody told of themselves; nothing at all is enough."""

    profile: Mapping[str, str] = field(default_factory=dict)  # column of users -> raw value
    told: tuple[tuple[str, bool], ...] = ()  # item_id and whether it was liked, newest last
    ratings: Mapping[str, float] = field(default_factory=dict)  # item_id -> given, where known

    @classmethod
    def of(
        cls,
        profile: Mapping[str, str] | None = None,
        liked: Sequence[str] = (),
        disliked: Sequence[str] = (),
    ) -> "Newcomer":
        """Two lists of item ids, newest last, told in turn: the last of each is newest."""
        turns = zip_longest(reversed(disliked), reversed(liked))
        newest = [
            (item, at == 1)
            for turn in turns
            for at, item in reversed(list(enumerate(turn)))
            if item is not None
        ]
        return cls(profile=dict(profile or {}), told=tuple(reversed(newest)))


def with_newcomer(data: Dataset, newcomer: Newcomer) -> Dataset:
    """The data with this user behind all others; its code is the last.

    DataError for a column, or an item, that the data does not have, for an item told twice, and for
    a dislike where every row is a like.
    """
    check(data, newcomer)
    row = {name: newcomer.profile.get(name, "") for name in data.users.columns}
    more = pd.DataFrame([row], index=[NOBODY], columns=data.users.columns, dtype=object)
    users = pd.concat([data.users, more.astype(data.users.dtypes.to_dict())])
    users.index.name = data.users.index.name
    rows = pd.concat([data.interactions, told_rows(data, newcomer)], ignore_index=True)
    return dataclasses.replace(data, users=users, interactions=rows, before=data.catalogue)


def told_rows(data: Dataset, newcomer: Newcomer) -> pd.DataFrame:
    """The rows of a newcomer as `Dataset.interactions` has them, each a second after the other.

    Without a rating a like counts as the highest one, a dislike as the lowest, as labels that
    somebody adds do.
    """
    liked = np.array([like for _, like in newcomer.told], bool)
    table = data.interactions
    made: dict[str, object] = {
        "user": np.full(len(liked), len(data.users), np.int64),
        "item": np.array([data.item_code(item) for item, _ in newcomer.told], np.int64),
        "label": liked.astype(np.float64),
    }
    if data.rated:
        low, high = data.about.rating_scale or bounds(table["rating"].to_numpy(np.float64))
        ends = [(item, high if like else low) for item, like in newcomer.told]
        made["rating"] = np.array([newcomer.ratings.get(*one) for one in ends], np.float64)
    if data.timed:
        last = np.floor(table["timestamp"].to_numpy(np.float64)).max(initial=0.0)
        made["timestamp"] = last + 1 + np.arange(len(liked))
    columns = {name: made.get(name, [""] * len(liked)) for name in table.columns}
    return pd.DataFrame(columns).astype(table.dtypes.to_dict())


def bounds(ratings: Floats) -> tuple[float, float]:
    """The lowest and the highest rating of the data."""
    known = ratings[~np.isnan(ratings)]
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)


def check(data: Dataset, newcomer: Newcomer) -> None:
    """DataError where what was told does not fit the data."""
    columns = list(map(str, data.users.columns))
    for name, value in newcomer.profile.items():
        if name not in columns:
            raise DataError(
                "sentence.no_profile_column",
                name=repr(name),
                known=named(columns),
                near=hint(name, columns),
            )
        rule = data.about.rules.get(f"user.{name}")
        if value and rule and rule.bins and number(value) is None:
            raise DataError("sentence.profile_number", name=name, value=shown(value))
    items = [item for item, _ in newcomer.told]
    twice = next((item for item in items if items.count(item) > 1), None)
    if twice is not None:
        title = data.items["title"].iloc[data.item_code(twice)]
        raise DataError("sentence.told_twice", title=repr(str(title)))
    if data.implicit and not all(like for _, like in newcomer.told):
        raise DataError("sentence.no_dislikes", data=data.about.name)
