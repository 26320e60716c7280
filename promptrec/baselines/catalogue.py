"""Every baseline by its name, in the order in which tables show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from promptrec.baselines.content import content
from promptrec.baselines.factors import als, bpr
from promptrec.baselines.knn import item_knn
from promptrec.baselines.means import (
    Baseline,
    item_mean,
    like_share,
    popularity,
    random_order,
    user_item_mean,
    user_mean,
)
from promptrec.data.dataset import Dataset
from promptrec.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A baseline and what is to be known about it."""

    worth: Baseline
    rates: bool = False  # its number is itself a rating, where there are ratings
    likes_suffice: bool = False  # says something when every row is a like
    learned: bool = False  # fitted at once on all fit rows: see `run.fit_worth`


BASELINES: Mapping[str, Entry] = {
    "random": Entry(worth=random_order, likes_suffice=True),
    "popularity": Entry(worth=popularity, likes_suffice=True),
    "item_mean": Entry(worth=item_mean, rates=True),
    "user_mean": Entry(worth=user_mean, rates=True),
    "user_item_mean": Entry(worth=user_item_mean, rates=True),
    "like_share": Entry(worth=like_share),
    "content": Entry(worth=content, likes_suffice=True, learned=True),
    "item_knn": Entry(worth=item_knn, rates=True, likes_suffice=True, learned=True),
    "als": Entry(worth=als, likes_suffice=True, learned=True),
    "bpr": Entry(worth=bpr, likes_suffice=True, learned=True),
}
ALL = tuple(BASELINES)
COLLABORATIVE = ("item_knn", "als", "bpr")  # learn from what other users did with the same items


def names_for(dataset: Dataset) -> tuple[str, ...]:
    """The baselines that say something on this data: most are constant where all is liked."""
    if not dataset.implicit:
        return ALL
    return tuple(name for name, entry in BASELINES.items() if entry.likes_suffice)


def known_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, if all are baselines; SettingsError names the unknown and the known."""
    unknown = [name for name in names if name not in BASELINES]
    if unknown:
        raise SettingsError("sentence.no_baseline", names=", ".join(unknown), known=", ".join(ALL))
    return names
