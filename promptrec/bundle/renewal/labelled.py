"""What people did with answers -> labelled rows: which were liked, which were passed over."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from promptrec.data.dataset import Dataset
from promptrec.settings import AddedLabel
from promptrec.store.served.feedback import FeedbackEvent
from promptrec.store.store import Store

SAID = {"liked": 1, "disliked": 0}  # outweigh what was only done
RECENT = 0.3  # share of the rows, the newest, that are kept for judging


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledRow:
    """One pair and what became of it; the newest word of its user counts."""

    label: AddedLabel
    at: float
    said: bool  # in so many words, not by a click or by passing over


@dataclass(frozen=True, slots=True)
class NewRows:
    """Rows to learn from, and newer ones to judge on."""

    learn: tuple[AddedLabel, ...]
    recent: tuple[AddedLabel, ...]


def feedback_labels(store: Store, data: Dataset) -> tuple[AddedLabel, ...]:
    """All that feedback says about people and items of this data, as labels of the next run."""
    return tuple(one.label for one in known_rows(store, data))


def known_rows(store: Store, data: Dataset) -> list[LabelledRow]:
    """As `labelled`, of people and items that the data knows."""
    users, items = data.users.index, data.items.index
    rows = labelled(store.feedback_events(data.fingerprint()))
    return [one for one in rows if one.label.user in users and one.label.item in items]


def labelled(events: Iterable[FeedbackEvent]) -> list[LabelledRow]:
    """Rows in the order of their moments, one a pair.

    Liked and clicked are 1, disliked is 0. What was shown and not clicked is 0 only above a click
    of the same answer, for there it was surely read: "click > skip above", Joachims et al. 2005,
    "Accurately interpreting clickthrough data as implicit feedback". All else says nothing.
    """
    found: dict[tuple[str, str], LabelledRow] = {}
    for row in sorted(rows_of(events), key=lambda one: (one.at, one.label.label)):
        pair = row.label.user, row.label.item
        before = found.get(pair)
        if before is None or row.said >= before.said:
            found[pair] = row
    return sorted(found.values(), key=lambda one: one.at)


def rows_of(events: Iterable[FeedbackEvent]) -> list[LabelledRow]:
    """Every row that an event makes, of people that are named."""
    answers: dict[tuple[str, str], list[FeedbackEvent]] = defaultdict(list)
    rows = []
    for one in events:
        if not one.user:
            continue
        if one.event in SAID:
            rows.append(row_of(one, SAID[one.event], said=True))
        elif one.event == "clicked":
            rows.append(row_of(one, 1))
        if one.request:
            answers[one.user, one.request].append(one)
    for own in answers.values():
        rows += [row_of(one, 0) for one in passed_over(own)]
    return rows


def passed_over(events: Sequence[FeedbackEvent]) -> list[FeedbackEvent]:
    """Of one answer, what was shown above its lowest click and not clicked or liked."""
    taken = [one for one in events if one.event in ("clicked", "liked")]
    lowest = max((one.position for one in taken if one.position), default=0)
    items = {one.item for one in taken}
    shown = [one for one in events if one.event == "shown" and one.item not in items]
    return [one for one in shown if one.position and one.position < lowest]


def row_of(one: FeedbackEvent, label: int, *, said: bool = False) -> LabelledRow:
    """The row of an event."""
    return LabelledRow(
        label=AddedLabel(user=one.user, item=one.item, label=label), at=one.at, said=said
    )


def new_rows(rows: Sequence[LabelledRow], learned: Mapping[tuple[str, str], int]) -> NewRows:
    """What was not learned yet: all but the newest RECENT to learn, these to judge on.

    learned: labels that a run has had, by user and item.
    """
    fresh = [
        one.label
        for one in rows
        if learned.get((one.label.user, one.label.item)) != one.label.label
    ]
    count = round(RECENT * len(fresh))
    return NewRows(tuple(fresh[: len(fresh) - count]), tuple(fresh[len(fresh) - count :]))
