"""What a run learns from: its train pairs, labels that somebody added, and groups for ranking."""

from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.negatives import draw_unseen
from promptrec.errors import DataError
from promptrec.examples.plan import Plan
from promptrec.records import Floats, Ints, Pairs
from promptrec.settings import RANKING_LOSSES, AddedLabel

NAMES = ("user", "item", "row", "label", "rating", "sampled")


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """Pairs to learn from; group: (pairs,) equal for those that are ranked together, or None."""

    pairs: Pairs
    group: Ints | None = None

    def __len__(self) -> int:
        return len(self.pairs)


def learning_of(plan: Plan, scale: tuple[float, float] = (0.0, 1.0)) -> Learning:
    """The train pairs of a plan as its loss wants them.

    scale: lowest and highest rating, given to added labels. DataError when an added label names an
    unknown user or item, or when a ranking loss finds no liked pair.
    """
    pairs = joined(plan.pairs("train"), added_pairs(plan, scale))
    if plan.settings.loss not in RANKING_LOSSES:
        return Learning(pairs)
    return grouped(plan, pairs)


def added_pairs(plan: Plan, scale: tuple[float, float]) -> Pairs:
    """Labels from the Label page, as pairs at the end of their users' train history.

    They are learned from and never counted by item statistics.
    """
    added = plan.settings.added_labels
    label = np.array([float(one.label) for one in added])
    return Pairs(
        np.array([place("user", one, plan.dataset) for one in added], np.int64),
        np.array([place("item", one, plan.dataset) for one in added], np.int64),
        np.full(len(added), -1, np.int64),
        label,
        np.where(label == 1, scale[1], scale[0]),
        np.zeros(len(added), bool),
    )


def place(kind: str, added: AddedLabel, dataset: Dataset) -> int:
    """Code of the user or item of an added label."""
    name = added.user if kind == "user" else added.item
    index = (dataset.users if kind == "user" else dataset.items).index
    if name not in index:
        raise DataError(
            f"An added label names the {kind} {name!r}, which {dataset.about.name} does not have. "
            "Remove that label."
        )
    return int(index.get_indexer(index[index == name])[0])


def grouped(plan: Plan, pairs: Pairs) -> Learning:
    """Each liked pair with `negatives` others of its user that it should beat.

    First the user's own disliked train pairs, nearest in the file; then items that the user never
    touched, seen at the liked pair's moment. Implicit data has its sampled negatives already.
    """
    liked = np.flatnonzero(pairs.label == 1)
    if not len(liked):
        raise DataError(f"The loss {plan.settings.loss} needs liked train rows; there are none.")
    wanted = plan.settings.negatives
    own = own_negatives(pairs, liked, wanted)
    lacking = np.array([wanted - len(each) for each in own])
    drawn = draw_unseen(
        plan.dataset,
        pairs.user[liked],
        wanted,
        plan.settings.split.seed,
        popularity=plan.popularity(),
        share=plan.settings.popular_negatives,
    )
    sampled = [(at, item) for at, n in enumerate(lacking) for item in drawn[at, :n] if item >= 0]
    at = np.array([at for at, _ in sampled], np.int64)
    new = pairs.take(liked[at]) if len(at) else pairs.take(slice(0, 0))
    fresh = Pairs(
        new.user,
        np.array([item for _, item in sampled], np.int64),
        new.row,
        np.zeros(len(at)),
        np.full(len(at), np.nan),
        np.ones(len(at), bool),
    )
    places = np.concatenate([liked, *[np.array(each, np.int64) for each in own]])
    group = np.concatenate(
        [np.arange(len(liked)), np.repeat(np.arange(len(liked)), [len(each) for each in own]), at]
    )
    every = joined(pairs.take(places), fresh)
    order = np.argsort(group, kind="stable")
    return Learning(every.take(order), group[order])


def own_negatives(pairs: Pairs, liked: Ints, wanted: int) -> list[list[int]]:
    """Per liked pair the places of its user's nearest disliked ones, at most `wanted`."""
    disliked: dict[int, list[int]] = {}
    for at in np.flatnonzero(pairs.label == 0):
        disliked.setdefault(int(pairs.user[at]), []).append(int(at))
    result = []
    for at in liked:
        near = sorted(disliked.get(int(pairs.user[at]), ()), key=lambda other: abs(other - at))
        same = [other for other in near if pairs.sampled[other]]
        result.append(same[:wanted] if same else near[:wanted])
    return result


def unlabelled_pairs(plan: Plan, count: int) -> Pairs:
    """Seeded pairs of train users and items that they never touched, at their last train moment."""
    rng = np.random.default_rng(plan.settings.seed)
    train = plan.pairs("train")
    users = rng.choice(np.unique(train.user), count)
    items = draw_unseen(plan.dataset, users, 1, plan.settings.seed)[:, 0]
    kept = items >= 0
    empty = np.full(int(kept.sum()), np.nan)
    return Pairs(
        users[kept],
        items[kept],
        np.full(int(kept.sum()), -1, np.int64),
        empty,
        empty.copy(),
        np.ones(int(kept.sum()), bool),
    )


def labelled(pairs: Pairs, label: Floats, rating: Floats) -> Pairs:
    """The same pairs with these labels and ratings."""
    return Pairs(pairs.user, pairs.item, pairs.row, label, rating, pairs.sampled)


def joined(first: Pairs, second: Pairs) -> Pairs:
    """The pairs of both, one after the other."""
    return Pairs(*(np.concatenate((getattr(first, n), getattr(second, n))) for n in NAMES))
