"""Races: what is clearly worse is dropped early, what is equal stays, the best is hardly lost."""

import numpy as np
import pytest

from promptrec.compare.estimates import estimates, ground_of
from promptrec.compare.race import behind, blocks, level_of
from promptrec.compare.significance import ALPHA
from promptrec.records import Pairs, SideId

SEEDS, FEWER = 200, 80
USERS, LOOKS = 60, 3
LABEL = np.tile([1.0, 1.0, 1.0, 0.0, 0.0, 0.0], USERS)


def run(seed, effects, metric="uauc"):
    """Candidate -> the look at which it was dropped; effects: what each knows of the label."""
    rng = np.random.default_rng(seed)
    user = np.repeat(np.arange(USERS), 6)
    rows = np.arange(len(user))
    pairs = Pairs(user, rows, rows, LABEL, np.full(len(user), np.nan), np.zeros(len(user), bool))
    shared = rng.normal(size=len(user))
    scores = {
        SideId(str(at)): effect * LABEL + shared + rng.normal(size=len(user))
        for at, effect in enumerate(effects)
    }
    dealt = blocks(user, LOOKS, seed)
    dropped = {}
    for look in range(len(dealt)):
        at = np.flatnonzero(np.isin(user, np.concatenate(dealt[: look + 1])))
        seen = pairs.take(at)
        ground = ground_of(metric, seen)
        alive = {one: own[at][None] for one, own in scores.items() if int(one.name) not in dropped}
        for one in behind(ground, estimates(ground, seen, alive), level_of(len(dealt))):
            dropped[int(one.name)] = look
    return dropped


@pytest.fixture(scope="module")
def of_equals():
    return [run(seed, [0.5] * 4) for seed in range(SEEDS)]


def test_the_truly_best_is_dropped_no_more_often_than_alpha(of_equals):
    """Where all are equal each is truly best; where one leads by little it must not fall either."""
    lost = max(sum(at in found for found in of_equals) for at in range(4))
    assert lost / SEEDS <= ALPHA
    near = [run(seed, [0.6, 0.55, 0.55, 0.5]) for seed in range(FEWER)]
    assert sum(0 in found for found in near) / FEWER <= ALPHA


def test_equal_candidates_stay(of_equals):
    kept = sum(4 - len(found) for found in of_equals)
    assert kept / (4 * SEEDS) > 1 - ALPHA


def test_a_clearly_worse_candidate_is_dropped_before_the_last_look():
    found = [run(seed, [1.2, 1.2, 0.0]) for seed in range(20)]
    assert all(one.get(2, LOOKS) < LOOKS - 1 for one in found)
    assert not any(0 in one and 1 in one for one in found)


def test_pooled_auc_drops_a_clearly_worse_candidate_too():
    found = [run(seed, [1.2, 0.0], "auc") for seed in range(5)]
    assert all(list(one) == [1] for one in found)


def test_users_are_dealt_once_in_blocks_of_at_least_twenty():
    users = np.repeat(np.arange(110), 3)
    dealt = blocks(users, 10, 0)
    assert [len(one) for one in dealt] == [22] * 5
    assert sorted(np.concatenate(dealt).tolist()) == list(range(110))
    assert len(blocks(users[:30], 10, 0)) == 1
    assert not np.array_equal(dealt[0], blocks(users, 10, 1)[0])


def test_the_looks_of_a_race_spend_alpha_together():
    assert sum(level_of(7) for _ in range(7)) == pytest.approx(ALPHA)
