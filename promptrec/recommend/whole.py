"""Why these ten: what a list as a whole leans on, and what of it is popular anyway."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from promptrec.recommend.request import Asked
from promptrec.recommend.stages import popularity
from promptrec.recommend.topk import Recommendation
from promptrec.records import Bools, Floats
from promptrec.words.named import field_inside
from promptrec.words.table import worded


@dataclass(frozen=True, slots=True)
class Carried:
    """A field over all places of a list."""

    field: str
    by: float  # mean over the places of how far it moves the score
    size: float  # the same of its size, whatever its sign
    spread: float  # how much that differs from place to place: standard deviation


@dataclass(frozen=True, slots=True)
class ListReason:
    """What a list as a whole leans on."""

    carried: tuple[Carried, ...]  # by size, largest first; none where no reason was asked
    popular: int  # items of the list that popularity alone would list, too
    of: int  # items of the list
    popularity_place: int  # median place of the list's items among all that were read
    scored: int  # items that were read


def list_reason(asked: Asked, top: Sequence[Recommendation]) -> ListReason:
    """Look at a list as a whole. Popularity is counted among the very items that were read."""
    plan, items = asked.variant.plan, asked.stage.items
    met = popularity(plan, asked.user, items)
    listed = np.array([plan.dataset.item_code(one.item_id) for one in top], np.int64)
    where = np.flatnonzero(np.isin(items, listed))
    among = [1 + int((met > met[at]).sum()) for at in where]
    return ListReason(
        carried=carried_by(top),
        popular=popular_in(met, np.isin(items, listed)),
        of=len(top),
        popularity_place=int(np.median(among)) if among else 0,
        scored=len(items),
    )


def popular_in(met: Floats, listed: Bools) -> int:
    """How many of the listed items a list of as many by popularity has, rounded.

    met: (items,) how many people have met each. Where more items share the last place than there
    is room for, each has the same chance of it, whatever the order of the file.

    >>> popular_in(np.array([9.0, 0.0, 0.0, 0.0, 0.0]), np.array([True, True, False, False, False]))
    1
    """
    count = int(listed.sum())
    if not count:
        return 0
    least = np.sort(met)[-count]
    above, at = met > least, met == least
    room = (count - int(above.sum())) / int(at.sum())
    return round(int((above & listed).sum()) + room * int((at & listed).sum()))


def carried_by(top: Sequence[Recommendation]) -> tuple[Carried, ...]:
    """Each field over the places; one that stands in some prompts only moves the others by 0."""
    names = dict.fromkeys(moved.field for one in top for moved in one.shares)
    found = []
    for name in names:
        by = np.array([sum(moved.by for moved in one.shares if moved.field == name) for one in top])
        size, spread = float(np.abs(by).mean()), float(by.std())
        found.append(Carried(name, float(by.mean()), size, spread))
    return tuple(sorted(found, key=lambda one: -one.size))


def list_words(found: ListReason, language: str) -> list[str]:
    """Sentences about the whole: what carries it, what tells its places apart, what is popular."""
    said = []
    if found.carried:
        first = found.carried[0]
        named = field_inside(language, first.field)
        said.append(worded(language, "recommend.carried", field=named, by=f"{first.size:.2f}"))
        apart = max(found.carried, key=lambda one: one.spread)
        if len(found.carried) > 1 and apart.spread > 0:
            named = field_inside(language, apart.field)
            said.append(
                worded(language, "recommend.apart", field=named, spread=f"{apart.spread:.2f}")
            )
    said.append(
        worded(
            language,
            "recommend.popular",
            both=found.popular,
            of=found.of,
            place=f"{found.popularity_place:,}",
            all=f"{found.scored:,}",
        )
    )
    return said
