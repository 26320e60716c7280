"""Shapley values: a fair share of the score for each of several players.

Shapley 1953; for features of a model Strumbelj and Kononenko 2014. A coalition is a set of players
that are there; the others are padding. With up to 8 players every coalition is asked; beyond,
random orders are walked forward and backward, which keeps efficiency exact.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from promptrec.explain.progress import Report, silent
from promptrec.explain.records import FieldAttribution
from promptrec.explain.subject import Subject
from promptrec.explain.truth.field_faithful import Coalitions, field_faithfulness
from promptrec.records import Bools, Floats

EXACT = 8  # players up to which all coalitions are asked
ORDERS = 40  # random orders beyond that, half of them backward

# (coalitions, players) who is there -> (coalitions,) score, or (coalitions, ...) several numbers
Worth = Callable[[Bools], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shapley values with their standard errors, and how many coalitions were asked."""

    values: Floats  # (players,), or (players, ...) of several numbers
    errors: Floats  # of the same shape; 0 where all coalitions were asked
    asked: int


def field_shapley(subject: Subject, seed: int = 0, *, report: Report = silent) -> FieldAttribution:
    """Shares of the fields whose values stand in the prompt, in their order, with their test."""
    coalitions = Coalitions.of(subject)
    fields = coalitions.fields
    found = shapley(lambda there: coalitions.scores(there, report), len(fields), seed)
    ends = subject.scores([subject.base(), subject.without(subject.removable)])
    return FieldAttribution(
        fields=fields,
        tokens=subject.tokens,
        values=found.values,
        errors=found.errors,
        score=subject.score,
        base_score=float(ends[0]),
        prior=float(ends[1]),
        rule=subject.rule,
        asked=found.asked,
        faithfulness=field_faithfulness(coalitions, found.values, seed),
    )


def shapley(worth: Worth, players: int, seed: int = 0, orders: int = ORDERS) -> Shares:
    """Exact values for up to EXACT players, else sampled from so many orders."""
    if not players:
        return Shares(np.zeros(0), np.zeros(0), 0)
    return exact(worth, players) if players <= EXACT else sampled(worth, players, seed, orders)


def exact(worth: Worth, players: int) -> Shares:
    """All 2^n coalitions: the mean gain of each player, weighted by the coalition's size."""
    codes = np.arange(2**players)
    there = (codes[:, None] >> np.arange(players)) & 1 == 1  # (coalitions, players)
    scores = worth(there)
    size = there.sum(axis=1)
    values = np.zeros((players, *scores.shape[1:]))
    for player in range(players):
        alone = ~there[:, player]
        gain = scores[codes[alone] | (1 << player)] - scores[codes[alone]]
        count = size[alone]
        weight = np.array(
            [math.factorial(k) * math.factorial(players - k - 1) for k in count]
        ) / math.factorial(players)
        values[player] = np.tensordot(weight, gain, axes=1)
    return Shares(values, np.zeros_like(values), len(codes))


def sampled(worth: Worth, players: int, seed: int, orders: int = ORDERS) -> Shares:
    """Random orders and their reverses (antithetic sampling); each gains exactly the whole."""
    rng = np.random.default_rng(seed)
    half = [rng.permutation(players) for _ in range(orders // 2)]
    walks = [*half, *(order[::-1] for order in half)]
    there = np.zeros((len(walks), players + 1, players), bool)
    for walk, order in enumerate(walks):
        for step, player in enumerate(order):
            there[walk, step + 1 :, player] = True
    flat, back = np.unique(there.reshape(-1, players), axis=0, return_inverse=True)
    asked = worth(flat)
    scores = asked[back.ravel()].reshape(len(walks), players + 1, *asked.shape[1:])
    gains = np.zeros((len(walks), players, *asked.shape[1:]))
    for walk, order in enumerate(walks):
        gains[walk, order] = np.diff(scores[walk], axis=0)
    pairs = (gains[: len(half)] + gains[len(half) :]) / 2
    errors = pairs.std(axis=0, ddof=1) / math.sqrt(len(half))
    return Shares(gains.mean(axis=0), errors, len(flat))
