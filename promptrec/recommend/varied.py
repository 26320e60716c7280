"""A list whose items are not all alike: maximal marginal relevance.

Carbonell and Goldstein 1998, "The use of MMR, diversity-based reranking for reordering documents
and producing summaries", doi:10.1145/290941.291025: of the items that are left, next comes the one
with the largest lambda * relevance - (1 - lambda) * (its largest similarity to an item of the
list). Here lambda is 1 - diversity, relevance is the score between the lowest (0) and the highest
(1) of the items in question, and similarity is the cosine of the items' texts (`model.meaning`).
"""

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError
from promptrec.model.meaning import MEANING
from promptrec.records import Floats, Ints

POOL = 20  # best items a place of the list that may come into it


def varied(data: Dataset, items: Ints, score: Floats, k: int, diversity: float) -> Ints:
    """Where the k items of the list stand, first place first.

    items, score: best first. diversity: 0 keeps the best, 1 looks at nothing but similarity after
    the first. Only the POOL * k best may come in, so that no list is filled with what nobody wants.
    """
    if not 0 <= diversity <= 1:
        raise SettingsError("sentence.diversity_range", value=diversity)
    most = min(len(items), POOL * k)
    if not most:
        return np.zeros(0, np.int64)
    vectors = MEANING.vectors(data)[items[:most]].astype(np.float64)
    return by_marginal_relevance(relevance(score[:most]), vectors, k, 1.0 - diversity)


def relevance(score: Floats) -> Floats:
    """(items,) scores between 0 and 1; all 1 where they are the same."""
    low, high = float(score.min()), float(score.max())
    return (score - low) / (high - low) if high > low else np.ones(len(score))


def by_marginal_relevance(relevant: Floats, vectors: Floats, k: int, weight: float) -> Ints:
    """Places in the order of maximal marginal relevance; of equals the first.

    relevant: (items,) 0 to 1. vectors: (items, width) of length 1. weight: lambda.
    A vector of zeros, an item without words, is like no other.
    """
    left = np.ones(len(relevant), bool)
    alike = np.full(len(relevant), -np.inf)  # largest similarity to the list; no list yet
    found: list[int] = []
    for _ in range(min(k, len(relevant))):
        other = alike if found else np.zeros(len(relevant))
        worth = np.where(left, weight * relevant - (1 - weight) * other, -np.inf)
        at = int(np.argmax(worth))
        found.append(at)
        left[at] = False
        alike = np.maximum(alike, vectors @ vectors[at])
    return np.array(found, np.int64)
