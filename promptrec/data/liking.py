"""From which rating on a user counts as liking, and the ends of the rating scale."""

import numpy as np

from promptrec.data.dataset import About
from promptrec.data.reading.numbers import plain
from promptrec.errors import DataError
from promptrec.records import Floats
from promptrec.words.table import sentence

SHARE = 0.7  # of the rating scale, where dataset.toml names no like_at


def rating_facts(
    about: About, ratings: Floats
) -> tuple[float, tuple[float, float] | None, list[str]]:
    """like_at and rating_scale, taken from the ratings where `about` has none, and warnings.

    Without rating_scale: the smallest and largest rating, None when all are equal. Without like_at:
    the smallest rating that occurs at or above 70 % of the scale.
    """
    warnings: list[str] = []
    low, high = about.rating_scale or (float(ratings.min()), float(ratings.max()))
    scale = (low, high) if low < high else None
    like_at = about.like_at
    if like_at is None:
        present = np.unique(ratings)
        above = present[present >= low + SHARE * (high - low)]
        like_at = float(above[0]) if len(above) else float(present[-1])
        warnings.append(sentence("sentence.no_like_at", rating=plain(like_at)))
    return like_at, scale, warnings


def is_like(about: About, rating: float) -> bool:
    """Whether somebody who rates so likes it; DataError for no rating of this data."""
    if about.like_at is None:
        raise DataError("sentence.no_ratings_here", data=about.name)
    low, high = about.rating_scale or (rating, rating)
    if not low <= rating <= high:
        raise DataError(
            "sentence.rating_off_scale",
            data=about.name,
            rating=plain(rating),
            low=plain(low),
            high=plain(high),
        )
    return rating >= about.like_at
