"""Figures about a data set: what the Data page shows before anything is trained."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.split import Split, WarmCold
from promptrec.records import Floats, Ints

TAIL_SHARE = 0.8  # of the interactions: how few items make up so many of them


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Counts and distributions; arrays are ready to be drawn."""

    users: int  # in users.csv or interactions
    active_users: int  # with at least one interaction
    items: int
    active_items: int
    interactions: int
    density: float  # distinct pairs over users times items
    liked_share: float  # 0 to 1; 1 for implicit feedback
    ratings: Mapping[float, int]  # rating -> rows, rising; empty without ratings
    per_user: Ints  # (active_users,) interactions, largest first
    per_item: Ints  # (active_items,) interactions, largest first: the long tail
    head_share: float  # smallest share of items that makes up 80 % of the interactions
    repeated: int  # rows whose pair occurred before
    first: float | None  # Unix seconds; None without timestamps
    last: float | None
    empty_cells: Mapping[str, float]  # field -> share of empty cells, 0 to 1
    parts: Mapping[str, int]  # rows per part; empty without a split
    liked_by_part: Mapping[str, float]  # liked share per part, nan for an empty one
    warm_cold: WarmCold | None  # of test; None without a split


def profile(dataset: Dataset, split: Split | None = None) -> Profile:
    """Count everything once; with a split also its parts and cold shares."""
    per_user, per_item = falling(dataset.user), falling(dataset.item)
    rows = len(dataset.interactions)
    pairs = len(np.unique(dataset.user * len(dataset.items) + dataset.item))
    moments = dataset.interactions["timestamp"] if dataset.timed else None
    parts = {name: getattr(split, name) for name in ("train", "valid", "test")} if split else {}
    return Profile(
        users=len(dataset.users),
        active_users=len(per_user),
        items=len(dataset.items),
        active_items=len(per_item),
        interactions=rows,
        density=pairs / (len(dataset.users) * len(dataset.items)),
        liked_share=float(dataset.label.mean()),
        ratings=histogram(dataset),
        per_user=per_user,
        per_item=per_item,
        head_share=head_share(per_item),
        repeated=rows - pairs,
        first=None if moments is None else float(moments.min()),
        last=None if moments is None else float(moments.max()),
        empty_cells=empty_cells(dataset),
        parts={name: len(found) for name, found in parts.items()},
        liked_by_part={name: mean(dataset.label[found]) for name, found in parts.items()},
        warm_cold=split.warm_cold(dataset) if split else None,
    )


def falling(codes: Ints) -> Ints:
    """How often each code that occurs does, largest first."""
    return np.sort(np.unique(codes, return_counts=True)[1])[::-1].astype(np.int64)


def head_share(per_item: Ints) -> float:
    """Smallest share of the active items that holds 80 % of the interactions; per_item falls.

    >>> head_share(np.array([8, 1, 1]))
    0.3333333333333333
    """
    reached = np.cumsum(per_item) >= TAIL_SHARE * per_item.sum() - 1e-9
    return float((np.argmax(reached) + 1) / len(per_item))


def histogram(dataset: Dataset) -> dict[float, int]:
    """Rows per rating, rising."""
    if not dataset.rated:
        return {}
    values, counts = np.unique(dataset.interactions["rating"].to_numpy(), return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))


def empty_cells(dataset: Dataset) -> dict[str, float]:
    """Share of empty cells of every field that is a column."""
    frames = {"user": dataset.users, "item": dataset.items}
    shares = {
        f"{side}.{name}": float((frame[name] == "").mean())
        for side, frame in frames.items()
        for name in frame.columns
    }
    rows = dataset.interactions
    context = {
        f"context.{n}": float((rows[own] == "").mean()) for n, own in dataset.context.items()
    }
    return {**shares, **context}


def mean(values: Floats) -> float:
    """The mean, nan of nothing."""
    return float(values.mean()) if len(values) else float("nan")
