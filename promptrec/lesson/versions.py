"""Is a difference more than an accident of this one prompt? Asked of many versions of it.

In each version any of the other words may be missing, with some probability. What a removal moves
is measured in all versions; a difference counts where its 95 % interval over them leaves out zero.
The versions are drawn after the words were chosen, so that no choice is judged by what it was
chosen for.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from promptrec.explain.progress import Report, silent
from promptrec.explain.subject import Subject
from promptrec.explain.truth.faithful import SHARES, gone
from promptrec.lesson.steps import MISSING, VERSIONS
from promptrec.records import Bools, Floats, Interval, Ints


def versions(subject: Subject, kept: Sequence[int] = (), seed: int = 0) -> Bools:
    """(VERSIONS, tokens) True for what is missing. kept: places that are never missing."""
    rng = np.random.default_rng(seed)
    may_go = subject.removable.copy()
    may_go[list(kept)] = False
    found: Bools = may_go & (rng.random((VERSIONS, len(may_go))) < MISSING)
    return found


def moved(
    subject: Subject, missing: Bools, taken: Sequence[Sequence[Ints]], report: Report = silent
) -> Floats:
    """(versions, removals) how far the score moves: |without what was taken - the version|.

    taken: for each version, the places of each removal.
    """
    prompts = []
    for away, removals in zip(missing, taken, strict=True):
        lost = np.flatnonzero(away)
        prompts.append(gone(subject, lost))
        prompts += [gone(subject, np.union1d(lost, places)) for places in removals]
    scores = subject.scores(prompts, report).reshape(len(missing), -1)
    found: Floats = np.abs(scores[:, 1:] - scores[:, :1])
    return found


def of_orders(
    subject: Subject, orders: Mapping[str, Ints], seed: int = 0, report: Report = silent
) -> dict[str, Floats]:
    """Name -> (versions,) mean move while the first SHARES of an order of places go.

    "random" is one of the names: a new order in each version.
    """
    missing = versions(subject, seed=seed)
    places = np.flatnonzero(subject.removable)
    rng = np.random.default_rng((seed, 1))
    taken = []
    for _ in missing:
        of_version = [*orders.values(), rng.permutation(places)]
        taken.append([order[: count(order, share)] for order in of_version for share in SHARES])
    moves = moved(subject, missing, taken, report)
    means = moves.reshape(len(missing), -1, len(SHARES)).mean(axis=2)
    return dict(zip([*orders, "random"], means.T, strict=True))


def count(order: Ints, share: float) -> int:
    """So many of an order are a share of it; at least one."""
    return max(1, round(share * len(order)))


def over_versions(values: Floats) -> Interval:
    """The mean of (versions,) values with its 95 % interval (Student's t).

    >>> f"{over_versions(np.array([1.0, 2.0, 3.0])):.2f}"
    '2.00 [-0.48, 4.48]'
    """
    from scipy.stats import t

    mean = float(values.mean())
    error = float(values.std(ddof=1)) / len(values) ** 0.5
    reach = float(t.ppf(0.975, len(values) - 1)) * error
    return Interval(mean, mean - reach, mean + reach)


def is_beyond_chance(difference: Interval) -> bool:
    """True when the interval of a difference leaves out zero."""
    low, high = difference.low, difference.high
    return low is not None and high is not None and (low > 0 or high < 0)
