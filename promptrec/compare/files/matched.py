"""Score files of the same rows -> pairs and one line of scores a file."""

from collections.abc import Sequence

import numpy as np

from promptrec.compare.files.scored import ScoreFile
from promptrec.compare.rows import common_rows
from promptrec.errors import DataError
from promptrec.records import Floats, Ints, Pairs


def matched(files: Sequence[ScoreFile]) -> tuple[Pairs, list[Floats], int]:
    """The rows that all files have, the scores of each on them, rows of the largest file.

    Rows are the same by user and item where every file names items (a pair that comes twice: the
    first with the first, the second with the second), else by their place. DataError where files
    disagree on who is in a row, or on what was liked: they are then of different data.
    """
    most = max(one.table.rows for one in files)
    if not all(one.has_items for one in files):
        check_same_rows(files)
        return pairs_of(files[0], codes(files, "user_id")[0]), [one.score for one in files], most
    users, items = codes(files, "user_id"), codes(files, "item_id")
    every = [pairs_of(one, user, item) for one, user, item in zip(files, users, items, strict=True)]
    numbered = numbers_of(users, items)
    every = [
        Pairs(one.user, one.item, row, one.label, one.rating, one.sampled)
        for one, row in zip(every, numbered, strict=True)
    ]
    try:
        pairs, places = common_rows(every)
    except DataError:
        first, other = files[0], files[-1]
        raise DataError(
            "sentence.scores_nothing_shared",
            one=first.name,
            one_user=first.table.columns["user_id"].cell(0),
            one_item=first.table.columns["item_id"].cell(0),
            other=other.name,
            other_user=other.table.columns["user_id"].cell(0),
            other_item=other.table.columns["item_id"].cell(0),
        ) from None
    for one, at in zip(files, places, strict=True):
        check_labels(files[0], places[0], one, at)
    scores = [one.score[at] for one, at in zip(files, places, strict=True)]
    return pairs, scores, most


def codes(files: Sequence[ScoreFile], column: str) -> list[Ints]:
    """(rows,) of each file: the same number for the same text in all files.

    Blanks around a text do not count, unless a file has two that differ in nothing else.
    """
    index: dict[str, int] = {}
    every = [one.table.columns[column] for one in files]
    as_written = any(len({*map(str.strip, one.values)}) < len(set(one.values)) for one in every)
    found = []
    for cells in every:
        texts = cells.values if as_written else map(str.strip, cells.values)
        own = [index.setdefault(text, len(index)) for text in texts]
        found.append(np.array(own, np.int64)[cells.codes])
    return found


def numbers_of(users: Sequence[Ints], items: Sequence[Ints]) -> list[Ints]:
    """(rows,) of each file: one number a user, an item, and how often this pair was there before.

    >>> [one.tolist() for one in numbers_of([np.array([0, 0])], [np.array([3, 3])])]
    [[0, 1]]
    """
    width = 1 + max(int(one.max(initial=0)) for one in items)
    every = [user * width + item for user, item in zip(users, items, strict=True)]
    ends = np.cumsum([len(one) for one in every])[:-1]
    pair = np.unique(np.concatenate(every), return_inverse=True)[1]
    again = np.concatenate([times_before(one) for one in every])
    number = np.unique(pair * (1 + int(again.max(initial=0))) + again, return_inverse=True)[1]
    return np.split(number.astype(np.int64), ends)


def times_before(keys: Ints) -> Ints:
    """(rows,) how often the key of a row was there in rows before it.

    >>> times_before(np.array([5, 7, 5, 5])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(keys, kind="stable")
    new = np.diff(keys[order], prepend=keys[order][:1] - 1) != 0
    place = np.arange(len(keys))
    found = np.empty(len(keys), np.int64)
    found[order] = place - np.maximum.accumulate(np.where(new, place, 0))
    return found


def pairs_of(one: ScoreFile, user: Ints, item: Ints | None = None) -> Pairs:
    """A file's rows as pairs; without items each row is its own."""
    rows = np.arange(one.table.rows)
    return Pairs(
        user,
        rows if item is None else item,
        rows,
        one.label,
        np.full(len(rows), np.nan),
        np.zeros(len(rows), bool),
    )


def check_same_rows(files: Sequence[ScoreFile]) -> None:
    """DataError unless all have the same users and labels in the same rows."""
    first = files[0]
    users = codes(files, "user_id")
    for one, user in zip(files, users, strict=True):
        if one.table.rows != first.table.rows:
            counts = {"one_rows": f"{first.table.rows:,}", "other_rows": f"{one.table.rows:,}"}
            raise DataError("sentence.scores_lengths", one=first.name, other=one.name, **counts)
        wrong = np.flatnonzero(user != users[0])
        if len(wrong):
            at = int(wrong[0])
            raise DataError(
                "sentence.scores_other_user",
                row=one.table.number(at),
                one=first.name,
                other=one.name,
                one_user=first.table.columns["user_id"].cell(at),
                other_user=one.table.columns["user_id"].cell(at),
            )
        every = np.arange(one.table.rows)
        check_labels(first, every, one, every)


def check_labels(first: ScoreFile, its: Ints, one: ScoreFile, own: Ints) -> None:
    """DataError at the first shared row that is liked in one file and not in the other."""
    wrong = np.flatnonzero(first.label[its] != one.label[own])
    if len(wrong):
        here, there = int(own[wrong[0]]), int(its[wrong[0]])
        raise DataError(
            "sentence.scores_other_label",
            other=one.name,
            other_row=one.table.number(here),
            other_label=one.table.columns["label"].cell(here),
            one=first.name,
            one_row=first.table.number(there),
            one_label=first.table.columns["label"].cell(there),
            count=f"{len(wrong):,}",
        )
