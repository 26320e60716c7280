"""Which interaction `--user U --item I` means."""

from collections.abc import Callable

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.errors import DataError
from promptrec.examples.maker import PromptMaker
from promptrec.model.reader import Reader
from promptrec.records import Pairs


def find_pair(
    dataset: Dataset,
    user: str,
    item: str,
    row: int | None = None,
    warn: Callable[[str], None] = lambda _: None,
) -> Pairs:
    """One pair: its last row, data row `row` (from 1), or no row at all.

    An unknown user is a cold user (a warning); an unknown item is a DataError.
    """
    item_code = dataset.item_code(item)
    user_code = dataset.user_code(user)
    if user_code is None:
        warn(f"User {user!r} is unknown: scored as a new user, without profile or history.")
        user_code = -1
    table = dataset.interactions
    rows = np.flatnonzero((table["user"] == user_code) & (table["item"] == item_code))
    if row is not None:
        at = row - 1
        if at not in rows:
            places = ", ".join(str(found + 1) for found in rows) or "none"
            raise DataError(
                f"Row {row} of interactions.csv is not user {user!r} with item {item!r} "
                f"(data rows of this pair: {places})."
            )
    else:
        at = int(rows[np.lexsort((rows, dataset.when[rows]))[-1]]) if len(rows) else -1
    known = at >= 0
    label = float(table["label"].iloc[at]) if known else np.nan
    rating = float(table["rating"].iloc[at]) if known and dataset.rated else np.nan
    return Pairs(
        np.array([user_code]),
        np.array([item_code]),
        np.array([at]),
        np.array([label]),
        np.array([rating]),
        np.array([False]),
    )


def unsplit_maker(dataset: Dataset, reader: Reader) -> PromptMaker:
    """Prompts outside any run: history and item statistics are all rows that are strictly older."""
    every_row = np.arange(len(dataset.interactions))
    return PromptMaker(dataset, reader.template, reader.encoder, statistic_rows=every_row)
