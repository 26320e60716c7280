"""The first k of one user's candidates: how many are relevant, and how far up they stand.

Every metric is of the scores of one user's candidates, in any order, and which of them are
relevant. **Ties are exact**: candidates of equal score could stand in any order, and the result is
the mean over all these orders (McSherry and Najork, ECIR 2008, doi:10.1007/978-3-540-78646-7_38).
So a constant score gets what a random order gets on average, never a lucky 1.0.

Every metric is nan when nothing is relevant (the mean over users skips such a user, it is no
failure) and when a score is nan. Fewer than k candidates are fine.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from promptrec.metrics.checks import NAN, sums_by
from promptrec.records import Floats
from promptrec.registry import Registry

K = 10


@dataclass(frozen=True, slots=True, eq=False)
class TopK:
    """What a tied ranking promises for its first places; arrays (places,), places <= k.

    A place lies in a group of `size` tied candidates, `found` of them relevant, as number
    `inside` (from 0) of its group; `before` relevant candidates stand surely above the group.
    """

    k: int
    relevant: int  # among all candidates
    size: Floats
    found: Floats
    inside: Floats
    before: Floats

    @property
    def chance(self) -> Floats:
        """(places,) chance that a relevant candidate stands here."""
        result: Floats = self.found / self.size
        return result

    @property
    def first(self) -> Floats:
        """(places,) chance that the first relevant candidate stands here."""
        left = self.size - self.inside  # candidates of the group not yet placed
        none_here = np.where(left > self.found, (left - self.found) / left, 0.0)
        none_here[self.before > 0] = 0.0
        none_above = np.cumprod(np.r_[1.0, none_here])[:-1]
        result: Floats = none_above * (self.before == 0) * np.minimum(self.found / left, 1.0)
        return result

    @property
    def precision_here(self) -> Floats:
        """(places,) expected precision down to this place, counted only when it is relevant."""
        with_others = self.inside * np.where(
            self.size > 1, (self.found - 1) / np.maximum(self.size - 1, 1), 0.0
        )
        place = np.arange(1, len(self.size) + 1)
        result: Floats = self.chance * (self.before + 1 + with_others) / place
        return result


def top_k(scores: npt.ArrayLike, relevant: npt.ArrayLike, k: int = K) -> TopK | None:
    """The first k places of one user's candidates; None when nothing is relevant or a score is nan.

    scores: (candidates,) larger is better. relevant: (candidates,) true or false.
    """
    scores, marked = np.asarray(scores, dtype=np.float64), np.asarray(relevant, dtype=np.bool_)
    if scores.shape != marked.shape or scores.ndim != 1:
        raise ValueError(
            f"scores {scores.shape} and relevant {marked.shape} must be flat and equal."
        )
    if k < 1:
        raise ValueError(f"k is {k}; it must be at least 1.")
    if not marked.any() or np.isnan(scores).any():
        return None
    values, group, size = np.unique(-scores, return_inverse=True, return_counts=True)
    found = sums_by(group, marked, len(values))
    places = min(k, len(scores))
    needed = np.searchsorted(np.cumsum(size), places) + 1  # groups that reach the first k places
    size, found = size[:needed], found[:needed]
    at = np.repeat(np.arange(needed), size)[:places]
    start = np.r_[0, np.cumsum(size)[:-1]]
    before = np.r_[0.0, np.cumsum(found)[:-1]]
    return TopK(
        k=k,
        relevant=int(marked.sum()),
        size=size[at].astype(np.float64),
        found=found[at],
        inside=(np.arange(places) - start[at]).astype(np.float64),
        before=before[at],
    )


def _hit(top: TopK) -> float:
    """hr@k: the chance that at least one of the first k is relevant (1 or 0 without ties)."""
    return float(top.first.sum())


def _recall(top: TopK) -> float:
    """recall@k: relevant among the first k / relevant among all candidates."""
    return float(top.chance.sum() / top.relevant)


def _precision(top: TopK) -> float:
    """precision@k: relevant among the first k / k, also when there are fewer than k candidates."""
    return float(top.chance.sum() / top.k)


def _discount(places: int) -> Floats:
    """(places,) 1 / log2(place + 1), places from 1."""
    result: Floats = 1 / np.log2(np.arange(2, places + 2))
    return result


def _ndcg(top: TopK) -> float:
    """ndcg@k: sum of 1 / log2(place + 1) over relevant places <= k, over the best possible sum.

    1.0 when the relevant lead. Järvelin and Kekäläinen, TOIS 2002, doi:10.1145/582415.582418.
    """
    gain = top.chance @ _discount(len(top.chance))
    return float(gain / _discount(min(top.k, top.relevant)).sum())


def _mrr(top: TopK) -> float:
    """mrr@k of one user: 1 / place of the first relevant; 0 when it is not among the first k."""
    return float((top.first / np.arange(1, len(top.first) + 1)).sum())


def _map(top: TopK) -> float:
    """map@k of one user: sum of precision at each relevant place <= k, over all relevant.

    Divided by the number of relevant candidates, as trec_eval's map_cut does, so it stays below
    1.0 when more than k are relevant.
    """
    return float(top.precision_here.sum() / top.relevant)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingMetric:
    """A metric of one user's ranking: the higher the better; its mean over users is reported."""

    name: str  # before "@k"
    place: int = 1000  # in the list; those of other hands come last
    of: Callable[[TopK], float]


RANKING_METRICS: Registry[RankingMetric] = Registry()
for metric in (
    RankingMetric(name="hr", place=10, of=_hit),
    RankingMetric(name="ndcg", place=20, of=_ndcg),
    RankingMetric(name="recall", place=30, of=_recall),
    RankingMetric(name="precision", place=40, of=_precision),
    RankingMetric(name="mrr", place=50, of=_mrr),
    RankingMetric(name="map", place=60, of=_map),
):
    RANKING_METRICS.add(metric)


def ranking_value(name: str, scores: npt.ArrayLike, relevant: npt.ArrayLike, k: int = K) -> float:
    """A metric of `RANKING_METRICS` for one user. Arguments as of `top_k`."""
    top = top_k(scores, relevant, k)
    return NAN if top is None else RANKING_METRICS[name].of(top)


def ndcg(scores: npt.ArrayLike, relevant: npt.ArrayLike, k: int = K) -> float:
    """ndcg@k of one user. Arguments as of `top_k`."""
    return ranking_value("ndcg", scores, relevant, k)
