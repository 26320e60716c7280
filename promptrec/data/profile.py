"""Figures about a data set: what the Data page shows before anything is trained."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.records import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Counts and distributions; arrays are ready to be drawn."""

    users: int  # in users.csv or interactions
    items: int
    interactions: int
    liked_share: float  # 0 to 1; 1 for implicit feedback
    ratings: Mapping[float, int]  # rating -> rows, rising; empty without ratings
    per_user: Ints  # (users with an interaction,) interactions, largest first
    per_item: Ints  # (items with an interaction,) interactions, largest first: the long tail


def profile(dataset: Dataset) -> Profile:
    """Count everything once."""
    return Profile(
        users=len(dataset.users),
        items=len(dataset.items),
        interactions=len(dataset.interactions),
        liked_share=float(dataset.label.mean()),
        ratings=histogram(dataset),
        per_user=falling(dataset.user),
        per_item=falling(dataset.item),
    )


def falling(codes: Ints) -> Ints:
    """How often each code that occurs does, largest first."""
    return np.sort(np.unique(codes, return_counts=True)[1])[::-1].astype(np.int64)


def histogram(dataset: Dataset) -> dict[float, int]:
    """Rows per rating, rising."""
    if not dataset.rated:
        return {}
    values, counts = np.unique(dataset.interactions["rating"].to_numpy(), return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))
