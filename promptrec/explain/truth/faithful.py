"""Is an attribution true? Take away what it calls important and look at the score."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from promptrec.explain.progress import Report, between, silent
from promptrec.explain.records import Attribution, Faithfulness
from promptrec.explain.subject import Subject
from promptrec.records import Encoded, Floats, Ints

SHARES = np.array([0.1, 0.2, 0.3, 0.5, 0.7, 1.0])  # of the tokens that may go
ORDERS, FEW = 20, 5  # random orders; where only their mean is asked for
TOP = 3  # tokens in the sentence


def with_faithfulness(
    subject: Subject,
    attribution: Attribution,
    seed: int = 0,
    *,
    chance: Floats | None = None,
    report: Report = silent,
) -> Attribution:
    """The attribution with its own test, over all tokens but special ones, mask and soft tokens.

    chance: what `by_chance` says of the same prompt, where several attributions are tested.
    """
    own = by_importance(subject, attribution)
    if not len(own):
        return attribution
    if chance is None:
        chance = by_chance(subject, seed, report=between(report, 0.0, 0.9))
    top = min(TOP, len(own))
    prompts = [*fewer(subject, own), *(left(subject, own, share) for share in SHARES)]
    scores = subject.scores(prompts, between(report, 0.9, 1.0))
    removal, insertion = scores[: len(SHARES) + 1], scores[len(SHARES) + 1 :]
    tested = faithfulness(
        subject.score, np.vstack([removal, chance]), insertion, SHARES, top=top, unit="token"
    )
    return dataclasses.replace(attribution, faithfulness=tested)


def faithfulness(
    score: float, removal: Floats, insertion: Floats, removed: Floats, *, top: int, unit: str
) -> Faithfulness:
    """What scores say of an order, held against random ones.

    removal: (orders, points + 1), the order itself first: without each share that is removed, and
    last without its `top` first units. insertion: (points,) with only each share left.
    """
    moved = np.abs(score - removal)
    curves = moved[:, :-1].mean(axis=1)
    return Faithfulness(
        comprehensiveness=float(curves[0]),
        sufficiency=float(np.abs(score - insertion).mean()),
        random=float(curves[1:].mean()),
        random_high=float(np.quantile(curves[1:], 0.95)),
        removed=removed,
        deletion=removal[0, :-1],
        insertion=insertion,
        random_deletion=removal[1:, :-1],
        score=score,
        top=top,
        top_moves=float(moved[0, -1]),
        random_moves=float(moved[1:, -1].mean()),
        unit=unit,
    )


def by_chance(subject: Subject, seed: int = 0, *, report: Report = silent) -> Floats:
    """(orders, shares + 1) scores without each of SHARES, and without TOP tokens, at random.

    Most of the test is here, and none of it depends on what is tested.
    """
    places = np.flatnonzero(subject.removable)
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(places) for _ in range(ORDERS)]
    prompts = [encoded for order in orders for encoded in fewer(subject, order)]
    return subject.scores(prompts, report).reshape(ORDERS, len(SHARES) + 1)


def fewer(subject: Subject, order: Ints) -> list[Encoded]:
    """The prompt without each of SHARES of an order, and without its first TOP tokens."""
    return [*(taken(subject, order, share) for share in SHARES), gone(subject, order[:TOP])]


def by_importance(subject: Subject, attribution: Attribution) -> Ints:
    """Places of the tokens that may go, the most important first."""
    places = np.flatnonzero(subject.removable)
    size = np.abs(attribution.values[places])
    found: Ints = places[np.argsort(-size, kind="stable")]
    return found


def comprehensiveness(subject: Subject, attribution: Attribution) -> float:
    """How far the score moves on average when the most important tokens are taken away."""
    return moved_by(subject, [by_importance(subject, attribution)])


def random_comprehensiveness(subject: Subject, seed: int = 0, orders: int = FEW) -> float:
    """The same for random orders, on average."""
    rng = np.random.default_rng(seed)
    places = np.flatnonzero(subject.removable)
    return moved_by(subject, [rng.permutation(places) for _ in range(orders)])


def moved_by(subject: Subject, orders: Sequence[Ints]) -> float:
    """How far the score moves on average when the first shares of these orders are taken away."""
    prompts = [taken(subject, order, share) for order in orders for share in SHARES if len(order)]
    if not prompts:
        return 0.0
    return float(np.abs(subject.score - subject.scores(prompts)).mean())


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
