"""Baselines that count and take means: each says how much a pair is worth, larger is better.

Means are pulled towards the mean of all fit rows by DAMPING imagined rows of that mean, so that
one lucky row does not lead the ranking (Funk 2006, "Try this at home"; as LensKit's damping).
"""

import numpy as np
from scipy.special import logit

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.past import Past
from promptrec.records import Floats, Ints, Pairs

DAMPING = 5.0  # rows of the overall mean added to every user and item


@baseline("random", place=10, likes_suffice=True)
def random_order(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """A seeded random order: what knowing nothing gives."""
    return np.random.default_rng(seed).random(len(pairs))


@baseline("popularity", place=20, likes_suffice=True, starts=True)
def popularity(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """log(1 + fit rows of the item so far), liked or not."""
    _, rows = past.by_item(pairs.item, when)
    return np.log1p(rows)


@baseline("item_mean", place=30, rates=True, starts=True)
def item_mean(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """Damped mean rating (without ratings: label) of the item's fit rows so far."""
    mean = past.mean(when)
    return mean + damped(*past.by_item(pairs.item, when), mean)


@baseline("user_mean", place=40, rates=True, starts=True)
def user_mean(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """Damped mean rating (without ratings: label) of the user's history so far."""
    mean = past.mean(when)
    return mean + damped(*past.by_user(pairs.user, when), mean)


@baseline("user_item_mean", place=50, rates=True, starts=True)
def user_item_mean(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """User mean + item mean - overall mean, both damped; may leave the rating scale."""
    mean = past.mean(when)
    item = damped(*past.by_item(pairs.item, when), mean)
    return mean + item + damped(*past.by_user(pairs.user, when), mean)


@baseline("like_share", place=60, starts=True)
def like_share(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """Log-odds of the user's share of likes so far: (liked + 5 p) / (rows + 5).

    p is the share of likes among all fit rows so far, so a new user gets the share of everyone.
    """
    liked, rows = past.liked_by_user(pairs.user, when)
    prior = past.liked_share(when)
    share = (liked + DAMPING * prior) / (rows + DAMPING)
    result: Floats = logit(np.clip(share, 1e-6, 1 - 1e-6))
    return result


def damped(total: Floats, rows: Floats, mean: Floats) -> Floats:
    """How far the mean of these rows is from `mean`, after damping; 0 without rows."""
    return (total - rows * mean) / (rows + DAMPING)
