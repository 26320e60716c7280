"""Content similarity: items like those that the user liked, unlike those that were disliked.

Items are texts, read by the sentence encoder of the default backbone, which is not tuned
(`model.meaning`). Nothing is fitted: the user's visible history is all that counts.
"""

import numpy as np

from promptrec.baselines.catalogue import baseline
from promptrec.baselines.histories import histories_of, products
from promptrec.baselines.past import Past
from promptrec.model.meaning import item_vectors
from promptrec.records import Floats, Ints, Pairs


@baseline("content", place=70, likes_suffice=True, learned=True)
def content(past: Past, pairs: Pairs, when: Ints, seed: int) -> Floats:  # noqa: ARG001
    """Cosine of the item with mean(liked) - mean(disliked) of the user's history so far.

    0 for a user without history. Rocchio 1971, "Relevance feedback in information retrieval", with
    equal weights; vectors: Reimers and Gurevych 2019, arXiv:1908.10084.
    """
    vectors = item_vectors(past.dataset)
    found = histories_of(past, pairs, when)
    liked = past.dataset.label[found.rows] > 0
    side = np.where(liked, 1.0, -1.0)
    rows = np.where(
        liked, *(np.repeat(found.sums((side == one) * 1.0), found.lengths) for one in (1.0, -1.0))
    )
    profile = found.matrix(side / rows) @ vectors  # (histories, hidden)
    length = np.linalg.norm(profile, axis=1, keepdims=True)
    profile = profile / np.where(length > 0, length, 1.0)
    return products(found, profile, vectors, pairs.item)
