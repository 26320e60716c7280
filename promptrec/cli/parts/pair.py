"""Which interaction `--user U --item I` means, and which user `--user U`."""

from collections.abc import Callable

from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pair_at_row, pairs_by_id
from promptrec.records import Pairs


def find_pair(
    dataset: Dataset, user: str, item: str, row: int | None, warn: Callable[[str], None]
) -> Pairs:
    """One pair: its last row, data row `row` (from 1), or no row at all.

    An unknown user is a cold user (a warning); an unknown item is a DataError.
    """
    if dataset.user_code(user) is None:
        warn(f"User {user!r} is unknown: scored as a new user, without profile or history.")
    if row is not None:
        return pair_at_row(dataset, user, item, row)
    return pairs_by_id(dataset, [(user, item)])


def find_user(dataset: Dataset, user: str, warn: Callable[[str], None]) -> int:
    """The code of the user whose candidates are ranked; -1 for one that is not in the data."""
    code = dataset.user_code(user)
    if code is None:
        warn(f"User {user!r} is unknown: ranked as a new user, without history.")
        return -1
    return code
