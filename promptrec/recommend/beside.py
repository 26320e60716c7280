"""A second run beside the first, on the very same items: whose places moved, and how far."""

from collections.abc import Sequence
from dataclasses import dataclass

from promptrec.errors import DataError
from promptrec.model.variant import Variant
from promptrec.recommend.request import Asked
from promptrec.recommend.topk import Progress, Recommendation, Scoring, rank, unheard


@dataclass(frozen=True, slots=True)
class Movement:
    """An item of either list; places are among the items that both runs read, from 1."""

    item_id: str
    title: str
    first: int | None  # None: this run may not recommend it
    second: int | None

    @property
    def by(self) -> int | None:
        """How far up the second run moves it."""
        return None if self.first is None or self.second is None else self.first - self.second


def beside(asked: Asked, other: Variant, progress: Progress = unheard) -> Scoring:
    """What another run of the same data says of the same items to the same person.

    DataError where it has other data.
    """
    mine, theirs = asked.variant.plan.dataset.catalogue, other.plan.dataset
    if mine is not theirs and mine.fingerprint() != theirs.fingerprint():
        raise DataError("sentence.beside_other_data", run=other.name, data=theirs.about.name)
    if asked.request.newcomer is not None:
        other = other.meeting(asked.request.newcomer)
    return rank(other, asked.user, asked.stage.items, progress)


def movements(
    asked: Asked, top: Sequence[Recommendation], first: Scoring, second: Scoring
) -> list[Movement]:
    """The items of the first list in its order, then those that only the second run lists."""
    data = asked.variant.plan.dataset
    listed = [data.item_code(one.item_id) for one in top]
    theirs = second.items[second.best(len(listed))].tolist()
    return [
        Movement(
            str(data.items.index[code]),
            str(data.items["title"].iloc[code]),
            first.place_of(code),
            second.place_of(code),
        )
        for code in dict.fromkeys([*listed, *theirs])
    ]


def in_common(moved: Sequence[Movement], k: int, second: Scoring) -> int:
    """How many items both lists have: those of either that are not alone in one.

    k: items of the first list; the second run may be allowed fewer than that.
    """
    return k + len(second.best(k)) - len(moved)


def moved_words(by: int | None) -> str:
    """How far a place moved: up is better.

    >>> moved_words(3), moved_words(-2), moved_words(0), moved_words(None)
    ('▲ 3', '▼ 2', '=', '–')
    """
    if by is None:
        return "–"
    return "=" if not by else f"{'▲' if by > 0 else '▼'} {abs(by)}"
