"""Differences of sides as one family of tests, whether they are of the same users or of others."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.compare.estimates import POOLED, Estimate, JudgedUsers
from promptrec.compare.significance import Contrast, flip_p, of_draws
from promptrec.records import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Versus:
    """One difference: what is taken from what, and over which users."""

    ground: JudgedUsers  # the same object where users are the same
    one: Estimate
    other: Estimate


def contrasts(tested: Sequence[Versus], seed: int = 0) -> list[Contrast]:
    """one - other of each, in order, corrected for all of them together.

    All are of one metric and of 20 users or more. Where users are others, no flip of theirs moves
    the difference: it is 0 there.
    """
    if not tested:
        return []
    values = np.array([each.one.value - each.other.value for each in tested])
    draws = np.array([each.one.draws - each.other.draws for each in tested])
    p = None
    if tested[0].ground.metric != POOLED:
        p = flip_p(*differences_by_user(tested), seed)
    found = of_draws(values, draws, 0, p)
    return [
        dataclasses.replace(
            contrast,
            users=len(each.ground.users),
            runs=max(len(each.one.runs), len(each.other.runs)),
        )
        for contrast, each in zip(found, tested, strict=True)
    ]


def differences_by_user(tested: Sequence[Versus]) -> tuple[Floats, Floats]:
    """(contrasts, users) of all grounds side by side, 0 for users of another; (users,) weights."""
    grounds = list({id(each.ground): each.ground for each in tested}.values())
    ends = np.cumsum([len(one.users) for one in grounds])
    start = {id(one): int(end) - len(one.users) for one, end in zip(grounds, ends, strict=True)}
    table = np.zeros((len(tested), int(ends[-1])))
    for row, each in zip(table, tested, strict=True):
        at = start[id(each.ground)]
        row[at : at + len(each.ground.users)] = by_user(each.one) - by_user(each.other)
    return table, np.concatenate([one.weights for one in grounds])


def by_user(one: Estimate) -> Floats:
    """(users,) the metric of each user."""
    return np.zeros(0) if one.by_user is None else one.by_user
