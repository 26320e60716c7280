"""Which rows are judged: those that all variants share, of locked users or of all others."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from promptrec.errors import DataError
from promptrec.examples.plan import Plan
from promptrec.records import Bools, Ints, Pairs
from promptrec.settings import PARTS


def common_rows(every: Sequence[Pairs]) -> tuple[Pairs, list[Ints]]:
    """The rows that all were judged on, and where each has them; DataError when there are none."""
    items = 1 + max(int(one.item.max(initial=0)) for one in every)
    keys = [one.row * items + one.item for one in every]  # a negative has its positive's row
    shared = keys[0]
    for other in keys[1:]:
        shared = shared[np.isin(shared, other)]
    if not len(shared):
        raise DataError("sentence.no_common_row")
    places = []
    for key in keys:
        order = np.argsort(key, kind="stable")
        places.append(order[np.searchsorted(key, shared, sorter=order)].astype(np.int64))
    return every[0].take(places[0]), places


def judged_rows(locked: Bools, pairs: Pairs, confirm: bool) -> Ints:
    """Places of the pairs of locked users when confirming, else of all others. locked: (users,)."""
    found: Ints = np.flatnonzero(np.where(pairs.user >= 0, locked[pairs.user], False) == confirm)
    return found


def check_one_split(plans: Sequence[Plan]) -> None:
    """DataError unless all are of one data set and one split: rows of others cannot be paired."""
    first = plans[0]
    for plan in plans[1:]:
        if plan.dataset.fingerprint() != first.dataset.fingerprint():
            raise DataError("sentence.other_data")
        one, two = first.settings.split.as_now, plan.settings.split.as_now
        if one != two and dataclasses.replace(one, history=two.history) == two:
            raise DataError("sentence.two_histories", one=one.history, two=two.history)
        if one != two:
            raise DataError(
                "sentence.two_splits",
                one=one.name,
                one_seed=one.seed,
                two=two.name,
                two_seed=two.seed,
            )
        if not same_parts(plan, first):
            raise DataError("sentence.split_of_before", split=plan.settings.split.name)


def same_parts(one: Plan, other: Plan) -> bool:
    """True when both plans have the very same rows in every part."""
    if one.settings.split == other.settings.split:
        return True
    parts = [(getattr(one.rows.split, part), getattr(other.rows.split, part)) for part in PARTS]
    return all(np.array_equal(mine, others) for mine, others in parts)


def best_fed(plans: Sequence[Plan]) -> Plan:
    """The plan whose rules know most rows, first with ratings: no variant knew more."""
    return max(plans, key=lambda plan: (*plan.rows.known.of_rules, len(plan.rows.train)))
