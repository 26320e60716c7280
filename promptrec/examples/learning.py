"""What a run learns from: its train pairs, labels that somebody added, and groups for ranking."""

import dataclasses
from dataclasses import dataclass

import numpy as np

from promptrec.data.dataset import Dataset
from promptrec.data.negatives import draw_unseen
from promptrec.data.pairs import groups, sample_rows
from promptrec.data.splits.across_domains import domains_of, target_items
from promptrec.errors import DataError
from promptrec.examples.pair import pairs_now
from promptrec.examples.plan import Plan
from promptrec.records import Ints, Pairs
from promptrec.settings import RANKING_LOSSES, AddedLabel


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
    added = added_pairs(plan, scale)
    before = plan.pairs("train")
    if plan.settings.continue_from:
        before = remembered(before, len(added), plan.settings.seed)
    pairs = Pairs.joined([before, added])
    if plan.settings.loss not in RANKING_LOSSES:
        return Learning(pairs)
    return grouped(plan, pairs)


def remembered(train: Pairs, count: int, seed: int) -> Pairs:
    """As many seeded pairs of before as there are new ones, so that what was learned stays.

    Experience replay: Rolnick et al. 2019, arXiv:1811.11682.
    """
    return train.take(sample_rows(np.arange(len(train)), count, seed))


def added_pairs(plan: Plan, scale: tuple[float, float]) -> Pairs:
    """Labels that somebody added, as pairs at the end of their users' train history.

    They are learned from and never counted by item statistics.
    """
    added, dataset = plan.settings.added_labels, plan.dataset
    label = np.array([float(one.label) for one in added])
    users = np.array([known_user(dataset, one) for one in added], np.int64)
    items = np.array([dataset.item_code(one.item) for one in added], np.int64)
    pairs = pairs_now(dataset, users, items)
    rating = np.where(label == 1, scale[1], scale[0])
    return dataclasses.replace(pairs, label=label, rating=rating)


def known_user(dataset: Dataset, added: AddedLabel) -> int:
    """Code of the user of an added label; there is nothing to learn about a stranger."""
    code = dataset.user_code(added.user)
    if code is None:
        raise DataError(
            "sentence.unknown_added_user", user=repr(added.user), data=dataset.about.name
        )
    return code


def grouped(plan: Plan, pairs: Pairs) -> Learning:
    """Each liked pair with `negatives` others of its user that it should beat.

    First the user's own disliked train pairs, nearest in the file; then items that the user never
    touched, seen at the liked pair's moment. Implicit data has its sampled negatives already.
    """
    liked = np.flatnonzero(pairs.label == 1)
    if not len(liked):
        raise DataError("sentence.no_liked", loss=plan.settings.loss)
    wanted = plan.settings.negatives
    own = own_negatives(pairs, liked, wanted)
    lacking = np.array([wanted - len(each) for each in own])
    drawn = unseen_beside(plan, pairs.take(liked), wanted)
    sampled = [(at, item) for at, n in enumerate(lacking) for item in drawn[at, :n] if item >= 0]
    at = np.array([at for at, _ in sampled], np.int64)
    fresh = dataclasses.replace(
        pairs.take(liked[at]),
        item=np.array([item for _, item in sampled], np.int64),
        label=np.zeros(len(at)),
        rating=np.full(len(at), np.nan),
        sampled=np.ones(len(at), bool),
    )
    places = np.concatenate([liked, *[np.array(each, np.int64) for each in own]])
    group = np.concatenate(
        [np.arange(len(liked)), np.repeat(np.arange(len(liked)), [len(each) for each in own]), at]
    )
    every = Pairs.joined([pairs.take(places), fresh])
    order = np.argsort(group, kind="stable")
    return Learning(every.take(order), group[order])


def unseen_beside(plan: Plan, liked: Pairs, wanted: int) -> Ints:
    """(liked, wanted) items that each pair's user never met, of its item's domain in cross_domain.

    -1 where there are not so many.
    """
    found = np.full((len(liked), wanted), -1, np.int64)
    for chosen, pool in groups(liked.item, domains_of(plan.dataset, plan.settings.split)):
        found[chosen] = draw_unseen(
            plan.dataset,
            liked.user[chosen],
            wanted,
            plan.settings.split.seed,
            pool=pool,
            **plan.mixing(),
        )
    return found


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
    """Seeded pairs of train users and items that they never touched, at their last train moment.

    Where the split leaves no train rows, of all users. In cross_domain items of the target domain.
    """
    rng = np.random.default_rng(plan.settings.seed)
    train = plan.pairs("train").user
    users = rng.choice(np.unique(train if len(train) else plan.dataset.user), count)
    pool = target_items(plan.dataset, plan.settings.split)
    items = draw_unseen(plan.dataset, users, 1, plan.settings.seed, pool=pool)[:, 0]
    kept = items >= 0
    return pairs_now(plan.dataset, users[kept], items[kept])
