"""Is a planted difference found as often as was promised, on real rows with real scores?

    python -m benchmarks.power [--simulations 200] [--gain 0.02]

The valid rows of `movies` (leave_last, seed 0, users that are not locked), scored by the item mean.
Two variants: the scores with noise of their own, as large as that between two writings of one idea;
on one of them liked rows are moved up so far that GAUC rises by the gain. Users are drawn with
replacement, so that their number can be chosen. For each number: the difference that the tool says
it could detect (80 % power), and how often the gain was found. Labels that are shuffled, among all
rows or within users, must bring every AUC back to 0.5.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from benchmarks.family_wise import contrasts, rows_of
from promptrec.baselines.run import baseline_scores
from promptrec.compare.significance import ALPHA
from promptrec.data.pairs import pairs_of
from promptrec.data.shipped import open_dataset
from promptrec.examples.plan import choose_rows
from promptrec.metrics.auc import auc, gauc_rows, user_auc
from promptrec.records import Floats, Pairs
from promptrec.settings import RunSettings

RULE = "item_mean"
NOISE = 0.15  # standard deviations of the scores
USERS = (100, 200, 400, 800, 1600)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Real rows and real scores."""

    pairs: Pairs
    scores: Floats


def real_rows() -> Ground:
    """The valid rows of movies and what the item mean says of them."""
    data = open_dataset("movies")
    rows = choose_rows(data, RunSettings(dataset="movies", template="x", max_valid=None))
    pairs = pairs_of(data, rows.valid)
    found = baseline_scores(data, rows.split, "valid", pairs, rows.train, [RULE])[RULE]
    return Ground(pairs, found / found.std())


def lift_for(ground: Ground, gain: float, seeds: int = 5) -> float:
    """How far liked rows have to move up for GAUC to rise by the gain, noise included."""

    def risen(lift: float) -> float:
        every = []
        for seed in range(seeds):
            noise = np.random.default_rng(seed).normal(0, NOISE, len(ground.scores))
            plain = ground.scores + noise
            moved = plain + lift * ground.pairs.label
            user, label = ground.pairs.user, ground.pairs.label
            every.append(gauc_rows(user, label, moved) - gauc_rows(user, label, plain))
        return float(np.mean(every))

    low, high = 0.0, 2.0
    for _ in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if risen(middle) < gain else (low, middle)
    return (low + high) / 2


def simulate(ground: Ground, lift: float, users: int, seed: int) -> tuple[float, float]:
    """(corrected p, detectable difference) of two noisy variants, one of them lifted.

    A user who is drawn twice gets noise of their own each time: two users of the same kind.
    """
    rng = np.random.default_rng([seed, users])
    counts = user_auc(ground.pairs.user, ground.pairs.label, ground.scores).counts
    rows = [
        np.flatnonzero(ground.pairs.user == one) for one in np.unique(ground.pairs.user)[counts]
    ]
    drawn = [rows[at] for at in rng.integers(0, len(rows), users)]
    at = np.concatenate(drawn)
    user = np.repeat(np.arange(users), [len(one) for one in drawn])
    label, scores = ground.pairs.label[at], ground.scores[at]
    first = scores + rng.normal(0, NOISE, len(at))
    second = scores + lift * label + rng.normal(0, NOISE, len(at))
    (one,) = contrasts("gauc_rows", rows_of(user, label), first, [second], seed)
    return one.p_adjusted or 1.0, one.detectable or 0.0


def shuffled_aucs(ground: Ground, simulations: int) -> tuple[float, float]:
    """(AUC of all rows, GAUC), means over labels shuffled: among all rows, and within users."""
    rng = np.random.default_rng(0)
    pooled, within = [], []
    user, label = ground.pairs.user, ground.pairs.label
    for _ in range(simulations):
        pooled.append(auc(rng.permutation(label), ground.scores))
        order = np.lexsort((rng.random(len(user)), user))
        mixed = np.empty(len(label))
        mixed[np.argsort(user, kind="stable")] = label[order]
        within.append(gauc_rows(user, mixed, ground.scores))
    return float(np.mean(pooled)), float(np.mean(within))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--gain", type=float, default=0.02)
    given = parser.parse_args()
    ground = real_rows()
    lift = lift_for(ground, given.gain)
    print(f"{len(ground.pairs)} valid rows of movies, {RULE}, {given.simulations} simulations")
    print(f"planted: liked rows up by {lift:.3f} standard deviations, GAUC +{given.gain:g}")
    print("| users | could be detected | the gain was found |\n| --- | --- | --- |")
    for users in USERS:
        every = [simulate(ground, lift, users, seed) for seed in range(given.simulations)]
        p, detectable = np.array(every).T
        print(f"| {users:,} | {detectable.mean():.4f} | {(p <= ALPHA).mean():.0%} |")
    pooled, within = shuffled_aucs(ground, given.simulations)
    print(f"shuffled labels: AUC {pooled:.4f}, within users: GAUC {within:.4f}")


if __name__ == "__main__":
    main()
