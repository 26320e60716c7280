"""How different the items of one list are from each other."""

import numpy as np

from promptrec.metrics.checks import NAN
from promptrec.metrics.lists.list_metric import LIST_METRICS, ListMetric, TopLists, Yardstick
from promptrec.records import Bools, Floats


def intra_list_distance(distances: Floats) -> float:
    """Mean distance over the pairs of a list; 0: all alike, 1: nothing in common.

    distances: (places, places) symmetric, nan for a pair that cannot be compared, which does not
    count. nan without such a pair (a list of one item). The order of the list does not matter.
    Smyth and McClave, ICCBR 2001 (diversity as mean dissimilarity, equation 2); Ziegler et al., WWW
    2005, doi:10.1145/1060745.1060754 (intra-list similarity).
    """
    pairs = distances[np.triu_indices(len(distances), 1)]
    known = pairs[~np.isnan(pairs)]
    return float(known.mean()) if len(known) else NAN


def jaccard_distances(words: Bools) -> Floats:
    """1 - shared / all words of two items; (places, places), nan where neither has a word.

    words: (places, words) which words an item has: its genres, or its one category.

    >>> jaccard_distances(np.array([[True, True], [True, False]])).tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    sets = words.astype(np.float64)
    shared = sets @ sets.T
    sizes = sets.sum(axis=1)
    either = sizes[:, None] + sizes[None, :] - shared
    result = np.full(shared.shape, NAN)
    np.divide(shared, either, out=result, where=either > 0)
    return 1 - result


def cosine_distances(vectors: Floats) -> Floats:
    """(1 - cosine) / 2, from 0 (same direction) to 1 (opposite); nan for a vector of zeros.

    vectors: (places, width). Returns (places, places).
    """
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.full(vectors.shape, NAN)
    np.divide(vectors, length, out=unit, where=length > 0)
    result: Floats = np.clip((1 - unit @ unit.T) / 2, 0.0, 1.0)
    return result


def by_words(lists: TopLists, ground: Yardstick) -> list[float] | None:
    """Distances of the words of one field."""
    words = ground.words
    if words is None:
        return None
    return [intra_list_distance(jaccard_distances(words[one])) for one in lists]


def by_text(lists: TopLists, ground: Yardstick) -> list[float] | None:
    """Distances of the vectors of the items' texts."""
    vectors = ground.vectors
    if vectors is None:
        return None
    return [intra_list_distance(cosine_distances(vectors[one])) for one in lists]


LIST_METRICS.add(ListMetric(name="diversity", place=10, of_users=by_words))
LIST_METRICS.add(ListMetric(name="diversity_text", place=20, of_users=by_text))
