"""Is an attribution true? Take away what it calls important and look at the score."""

import dataclasses

import numpy as np

from promptrec.explain.records import Attribution, Faithfulness
from promptrec.explain.subject import Subject
from promptrec.records import Encoded

SHARES = np.array([0.1, 0.2, 0.3, 0.5, 0.7, 1.0])  # of the tokens that may go
ORDERS = 20  # random orders
TOP = 3  # tokens in the sentence


def with_faithfulness(subject: Subject, attribution: Attribution, seed: int = 0) -> Attribution:
    """The attribution with its own test, over all tokens but special ones, mask and soft tokens."""
    places = np.flatnonzero(subject.removable)
    if not len(places):
        return attribution
    size = np.abs(attribution.values[places])
    own = places[np.argsort(-size, kind="stable")]
    rng = np.random.default_rng(seed)
    orders = [own, *(rng.permutation(places) for _ in range(ORDERS))]
    top = min(TOP, len(places))
    prompts: list[Encoded] = []
    for order in orders:
        prompts += [taken(subject, order, share) for share in SHARES]
        prompts.append(gone(subject, order[:top]))
    prompts += [left(subject, own, share) for share in SHARES]
    scores = subject.scores(prompts)
    each = len(SHARES) + 1
    table = scores[: each * len(orders)].reshape(len(orders), each)
    moved = np.abs(subject.score - table)
    curves = moved[:, :-1].mean(axis=1)
    insertion = scores[each * len(orders) :]
    return dataclasses.replace(
        attribution,
        faithfulness=Faithfulness(
            comprehensiveness=float(curves[0]),
            sufficiency=float(np.abs(subject.score - insertion).mean()),
            random=float(curves[1:].mean()),
            random_high=float(np.quantile(curves[1:], 0.95)),
            removed=SHARES,
            deletion=table[0, :-1],
            insertion=insertion,
            top=top,
            top_moves=float(moved[0, -1]),
            random_moves=float(moved[1:, -1].mean()),
        ),
    )


def taken(subject: Subject, order: np.ndarray, share: float) -> Encoded:
    """The prompt without the first share of an order; at least one token goes."""
    return gone(subject, order[: max(1, round(share * len(order)))])


def left(subject: Subject, order: np.ndarray, share: float) -> Encoded:
    """The prompt with only the first share of an order."""
    return gone(subject, order[max(1, round(share * len(order))) :])


def gone(subject: Subject, places: np.ndarray) -> Encoded:
    """The prompt without the tokens at these places."""
    away = np.zeros(len(subject.tokens), bool)
    away[places] = True
    return subject.without(away)


def agreement(one: Attribution, two: Attribution) -> float:
    """Spearman's rank correlation of two attributions of one prompt, by size; -1 to 1."""
    from scipy.stats import spearmanr

    first, second = np.abs(one.values), np.abs(two.values)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan")
    return float(spearmanr(first, second).statistic)
