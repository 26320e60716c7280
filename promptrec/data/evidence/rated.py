"""co_rated: what a user thought of the past items that go best with the one in question."""

import numpy as np

from promptrec.data.evidence.together import Together
from promptrec.records import Floats

COUNTED = 100  # nearest items of the past that speak
DAMPING = 0.1  # weight of the user's share of likes, which speaks too


def co_rated(found: Together, count: int = COUNTED) -> Floats:
    """(pairs,) smoothed share of likes among the `count` nearest items of each past, 0 to 1.

    Each speaks by its nearness squared (case amplification: Breese et al. 1998, UAI); the share of
    likes of the whole past (a like and a dislike are added to it) speaks as one more. With nothing
    near it is that share. Numbers chosen on valid rows of `movies`.
    """
    pasts = found.pasts
    owner, size = pasts.owner, len(pasts)
    near = found.near
    weight = np.where(near.nearest(count), near.nearness**2, 0.0)
    liked = np.bincount(owner, weights=pasts.liked, minlength=size)
    own = (liked + 1) / (np.diff(pasts.starts) + 2)
    heard = np.bincount(owner, weights=weight, minlength=size)
    good = np.bincount(owner, weights=weight * pasts.liked, minlength=size)
    share: Floats = (good + DAMPING * own) / (heard + DAMPING)
    return share
