"""How often 12 variants that are all the same are called different: with max-T, and without.

    python -m benchmarks.family_wise [--simulations 500] [--users 150]

Each variant is one score plus noise of its own per row; the test is that of a verdict. At .05, 500
simulations may have at most 37 false alarms (the 99 % limit of a binomial); picking the best
uncorrected must have more.
"""

import argparse

import numpy as np

from promptrec.compare.estimates import estimates, ground_of
from promptrec.compare.sides import tests
from promptrec.compare.significance import ALPHA, Contrast
from promptrec.records import Floats, Pairs

ROWS, VARIANTS, NOISE = 12, 12, 0.5


def rows_of(user: Floats, label: Floats) -> Pairs:
    """Rows of these users, each with an item of its own."""
    at, nothing = np.arange(len(user)), np.full(len(user), np.nan)
    return Pairs(user.astype(np.int64), at, at, label, nothing, np.zeros(len(user), bool))


def contrasts(
    metric: str, pairs: Pairs, control: Floats, others: list[Floats], seed: int
) -> list[Contrast]:
    """Scores of others against those of the control, as a comparison of runs tests them."""
    names = [str(at) for at in range(len(others))]
    sides = {name: one[None] for name, one in zip(names, others, strict=True)}
    ground = ground_of(metric, pairs)
    found = estimates(ground, pairs, {"control": control[None], **sides}, seed)
    return list(tests(ground, found, [(name, "control") for name in names], seed).values())


def simulate(seed: int, users: int, gain: float = 0.0) -> tuple[list[float], list[float]]:
    """p alone and p adjusted of 11 variants against a control; gain: added to the first."""
    rng = np.random.default_rng(seed)
    user = np.repeat(np.arange(users), ROWS)
    label = rng.integers(0, 2, len(user)).astype(float)
    truth = 0.5 * label + rng.normal(size=len(user))
    scores = []
    for variant in range(VARIANTS):
        lift = gain * label if variant == 1 else 0.0
        scores.append(truth + lift + rng.normal(0, NOISE, len(user)))
    found = contrasts("gauc_rows", rows_of(user, label), scores[0], scores[1:], seed)
    return [one.p or 0.0 for one in found], [one.p_adjusted or 0.0 for one in found]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--users", type=int, default=150)
    given = parser.parse_args()
    alone = adjusted = hits = 0
    for seed in range(given.simulations):
        one, all_ = simulate(seed, given.users)
        alone += min(one) <= ALPHA
        adjusted += min(all_) <= ALPHA
        hits += simulate(seed + 10_000, given.users, gain=0.25)[1][0] <= ALPHA
    print(f"{given.simulations} simulations of {VARIANTS} equal variants, {given.users} users")
    print(f"  false alarms, corrected (max-T): {adjusted}")
    print(f"  false alarms, best of all uncorrected: {alone}")
    print(f"  a planted gain is found in {hits / given.simulations:.0%}")


if __name__ == "__main__":
    main()
