"""What a race says of nine templates that are all the same: who is dropped, and what is confirmed.

    python -m benchmarks.races [--simulations 500] [--users 100] [--looks 5] [--metric gauc_rows]

Each template is one score plus noise of its own per row; looks, levels and tests are those of a
heat, and the best of those that stay is confirmed against the first on half as many other users. At
.05, 500 races may lose a given template, or confirm one, 37 times at most (the 99 % limit of a
binomial); any of nine is dropped more often, since the race keeps the best one safe, not all that
are equal.
"""

import argparse

import numpy as np

from benchmarks.family_wise import rows_of
from promptrec.compare.estimates import METRICS, estimates, ground_of
from promptrec.compare.race import behind, blocks, level_of
from promptrec.compare.sides import tests
from promptrec.compare.verdict import verdict_of
from promptrec.records import Floats, Pairs, SideId

TEMPLATES, ROWS = 9, 6
Scores = dict[SideId, Floats]


def dropped(pairs: Pairs, scores: Scores, looks: int, metric: str, seed: int) -> set[SideId]:
    """Who is out when a heat ends."""
    gone: set[SideId] = set()
    dealt = blocks(pairs.user, looks, seed)
    for look in range(1, len(dealt) + 1):
        at = np.flatnonzero(np.isin(pairs.user, np.concatenate(dealt[:look])))
        seen = pairs.take(at)
        ground = ground_of(metric, seen)
        alive = {one: own[at][None] for one, own in scores.items() if one not in gone}
        gone |= set(behind(ground, estimates(ground, seen, alive), level_of(len(dealt))))
    return gone


def confirmed(pairs: Pairs, scores: Scores, metric: str) -> bool:
    """Whether the second of two is called better than the first."""
    ground = ground_of(metric, pairs)
    start, choice = scores
    found = estimates(ground, pairs, {one: own[None] for one, own in scores.items()})
    return verdict_of(tests(ground, found, [(choice, start)])[choice, start], 0.0) == "better"


def simulate(seed: int, users: int, looks: int, metric: str) -> tuple[set[SideId], bool]:
    """Who is dropped in one heat of equals, and whether its choice is confirmed as better."""
    rng = np.random.default_rng(seed)
    user = np.repeat(np.arange(users + users // 2), ROWS)
    label = rng.integers(0, 2, len(user)).astype(float)
    truth = 0.3 * label + rng.normal(size=len(user))
    names = [SideId(str(at)) for at in range(TEMPLATES)]
    scores = {one: truth + rng.normal(size=len(user)) for one in names}
    raced, others = np.flatnonzero(user < users), np.flatnonzero(user >= users)
    pairs = rows_of(user[raced], label[raced])
    gone = dropped(pairs, {one: own[raced] for one, own in scores.items()}, looks, metric, seed)
    sides = {one: own[raced][None] for one, own in scores.items() if one not in gone}
    found = estimates(ground_of(metric, pairs), pairs, sides)
    best = max(found, key=lambda one: found[one].value)
    if best == names[0]:
        return gone, False
    two = {one: scores[one][others] for one in (names[0], best)}
    return gone, confirmed(rows_of(user[others], label[others]), two, metric)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--looks", type=int, default=5)
    parser.add_argument("--metric", choices=METRICS, default="gauc_rows")
    given = parser.parse_args()
    found = [
        simulate(seed, given.users, given.looks, given.metric) for seed in range(given.simulations)
    ]
    each = [
        sum(SideId(str(at)) in gone for gone, _ in found) / len(found) for at in range(TEMPLATES)
    ]
    print(f"{len(found)} races of {TEMPLATES} equal templates, {given.users} users, {given.metric}")
    print(f"  a given one is dropped in {np.mean(each):.1%} on average, {max(each):.1%} at most")
    print(f"  any one is dropped in {sum(bool(gone) for gone, _ in found) / len(found):.1%}")
    print(
        f"  the choice is confirmed as better in {sum(sure for _, sure in found) / len(found):.1%}"
    )


if __name__ == "__main__":
    main()
