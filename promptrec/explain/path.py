"""The mean gradient along a straight path, with more points where the path bends.

The path is cut into pieces with a few Gauss-Legendre points each. What a piece should add up to is
known without any gradient: the score at its end minus the score at its start. So each piece knows
its own error, and only pieces that are not yet right are halved.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from promptrec.explain.progress import Report, silent

STEPS, MOST = 32, 1024  # points on the path, at first and at most
EACH = 8  # points on a piece
CLOSE = 0.01  # completeness error over the score's range, at most
SMALL = 0.05  # log-odds: a range below this counts as this
CHUNK = 16  # points in one batch

Score = Callable[[Tensor], Tensor]  # (batch, tokens, hidden) -> (batch,)


@dataclass(frozen=True, slots=True, eq=False)
class Mean:
    """The mean gradient of a path, (1, tokens, hidden), and the gradients it took."""

    gradient: Tensor
    points: int


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch of the path from low to high, both 0 to 1."""

    low: float
    high: float
    gradient: Tensor  # (1, tokens, hidden) integrated over the stretch
    error: float  # what it adds up to - what it should add up to


def along(
    score: Score,
    start: Tensor,
    end: Tensor,
    *,
    steps: int = STEPS,
    most: int = MOST,
    report: Report = silent,
) -> Mean:
    """Integrate the gradient from start to end, (1, tokens, hidden) each.

    Ends when the pieces add up to the difference of the scores within CLOSE of the range (at least
    SMALL), or when `most` points are spent.
    """
    each = min(EACH, steps)
    cuts = np.linspace(0.0, 1.0, max(1, steps // each) + 1)
    values = scores_at(score, start, end, cuts)
    allowed = CLOSE * max(abs(values[-1] - values[0]), SMALL)
    pieces = measured(score, start, end, list(pairwise(cuts.tolist())), each, report)
    spent = each * len(pieces)
    while abs(sum(piece.error for piece in pieces)) > allowed:
        bent = [one for one in pieces if abs(one.error) > allowed / len(pieces)]
        if spent + 2 * each * len(bent) > most:
            break
        halves = [half for one in bent for half in halved(one)]
        kept = [one for one in pieces if all(one is not other for other in bent)]
        pieces = kept + measured(score, start, end, halves, each, report)
        spent += each * len(halves)
    report(1.0)
    return Mean(torch.stack([piece.gradient for piece in pieces]).sum(dim=0), spent)


def halved(piece: Piece) -> list[tuple[float, float]]:
    """Both halves of a piece."""
    middle = (piece.low + piece.high) / 2
    return [(piece.low, middle), (middle, piece.high)]


def measured(
    score: Score,
    start: Tensor,
    end: Tensor,
    stretches: Sequence[tuple[float, float]],
    each: int,
    report: Report,
) -> list[Piece]:
    """The pieces between low and high of each stretch, `each` points on every one."""
    points, weights = np.polynomial.legendre.leggauss(each)
    low, high = np.array(stretches).T
    alpha = (low[:, None] + (high - low)[:, None] * (points + 1) / 2).ravel()
    gradients = gradients_at(score, start, end, alpha, report)  # (points, tokens, hidden)
    ends = np.unique(np.concatenate([low, high]))
    values = dict(zip(ends.tolist(), scores_at(score, start, end, ends).tolist(), strict=True))
    pieces = []
    for at, (first, last) in enumerate(stretches):
        share = torch.tensor(weights * (last - first) / 2).to(end)[:, None, None]
        own = (gradients[at * each : (at + 1) * each] * share).sum(dim=0, keepdim=True)
        adds_up = float(((end - start) * own).double().sum())
        pieces.append(Piece(first, last, own, adds_up - (values[last] - values[first])))
    return pieces


def gradients_at(
    score: Score, start: Tensor, end: Tensor, alpha: np.ndarray, report: Report
) -> Tensor:
    """(points, tokens, hidden) gradients at start + alpha (end - start)."""
    found: list[Tensor] = []
    for at in range(0, len(alpha), CHUNK):
        share = torch.tensor(alpha[at : at + CHUNK]).to(end)[:, None, None]
        points = (start + share * (end - start)).requires_grad_()
        with torch.enable_grad():
            found += torch.autograd.grad(score(points).sum(), points)
        report(min(1.0, (at + CHUNK) / len(alpha)))
    return torch.cat(found)


def scores_at(score: Score, start: Tensor, end: Tensor, alpha: np.ndarray) -> np.ndarray:
    """(points,) scores at start + alpha (end - start), float64."""
    found = []
    with torch.no_grad():
        for at in range(0, len(alpha), CHUNK):
            share = torch.tensor(alpha[at : at + CHUNK]).to(end)[:, None, None]
            found.append(score(start + share * (end - start)).double().cpu().numpy())
    return np.concatenate(found)
