"""Groups of users that a comparison can be read by: what is known of them, or a field of theirs."""

import numpy as np

from promptrec.baselines.histories import known_before
from promptrec.baselines.past import known_past
from promptrec.compare.judging import Sides
from promptrec.compare.rows import judged_rows
from promptrec.data.fieldwords import Groups, user_groups
from promptrec.data.locked import locked_users
from promptrec.data.moments import NOW
from promptrec.records import Ints

HISTORY = "history"  # the name of the groups by what is known
THIRDS = (1 / 3, 2 / 3)  # of the users of whom anything is known


def groups_by(judged: Sides, field: str) -> Groups:
    """The groups of a field of users, or of HISTORY. DataError for a field that is none."""
    data = judged.plan.dataset
    return history_groups(judged) if field == HISTORY else user_groups(data, field)


def history_groups(judged: Sides) -> Groups:
    """Users by the rows that are known of them: none (cold), and thirds of all others.

    Named by the numbers of rows: "0", "1–12", "13–40", "41–97". The thirds are those of the users
    that are judged, and see no label. Where a user's rows are predicted from several moments, the
    first counts.
    """
    data = judged.plan.dataset
    kept = judged_rows(locked_users(data), judged.pairs, judged.part == "test")
    pairs = judged.pairs.take(kept)
    past = known_past(data, judged.plan.rows, judged.plan.rows.split.view(judged.part))
    known = np.full(len(data.users), NOW, np.int64)
    inside = np.flatnonzero(pairs.user >= 0)
    np.minimum.at(known, pairs.user[inside], known_before(past, pairs, "user")[inside])
    counted = np.flatnonzero(known < NOW)
    group = np.full(len(data.users), -1, np.int64)
    names, group[counted] = classes(known[counted])
    return Groups(HISTORY, names, group)


def classes(known: Ints) -> tuple[tuple[str, ...], Ints]:
    """Names of the classes, and (users,) the class of each. known: (users,) rows known of each.

    >>> classes(np.array([0, 1, 2, 3, 9, 9, 9]))[0]
    ('0', '1–2', '3–9')
    """
    warm = known[known > 0]
    ends = [0, *np.quantile(warm, THIRDS, method="lower").tolist()] if len(warm) else [0]
    place = np.searchsorted(np.unique(ends), known)
    found = np.unique(place, return_inverse=True)[1].astype(np.int64)
    names = tuple(
        span(int(known[found == at].min()), int(known[found == at].max()))
        for at in range(int(found.max(initial=-1)) + 1)
    )
    return names, found


def span(low: int, high: int) -> str:
    """A range of whole numbers."""
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
