"""Who met what before a moment: equal to a slow count, blind to the future and to the user."""

import dataclasses

import numpy as np
import pytest
from data_strategies import datasets, small
from hypothesis import assume, given
from hypothesis import strategies as st

from promptrec.data.dataset import Dataset
from promptrec.data.evidence import Meetings, co_rated, likeminded, pasts_of, together
from promptrec.data.evidence.likeminded import AGREED, SHARED
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.errors import DataError
from promptrec.settings import SPLITS, SplitSettings

PARTS = st.sampled_from(("train", "valid", "test"))


def parts_of(dataset: Dataset, name: str):
    """A split of a small data set; None where it has none."""
    source, target = ("a", "b") if name == "cross_domain" else ("", "")
    settings = SplitSettings(name=name, source=source, target=target, target_rows=3)
    try:
        return make_split(dataset, settings)
    except DataError:
        return None


def met(dataset: Dataset, usable, user: int, when: int) -> dict[int, bool]:
    """Item -> what a user first thought of it, in usable rows strictly before a moment."""
    rows = [row for row in usable if dataset.user[row] == user and dataset.when[row] < when]
    found: dict[int, bool] = {}
    for row in sorted(rows, key=lambda at: (dataset.when[at], at)):
        found.setdefault(int(dataset.item[row]), bool(dataset.label[row] > 0))
    return found


def past(dataset: Dataset, view, user: int, item: int, when: int) -> dict[int, tuple[int, bool]]:
    """Item -> newest visible row of the user strictly before a moment, and its label."""
    rows = [
        row
        for row in np.flatnonzero(view.visible)
        if dataset.user[row] == user and dataset.when[row] < when and dataset.item[row] != item
    ]
    rows.sort(key=lambda at: (dataset.when[at], at))
    return {int(dataset.item[row]): (int(row), bool(dataset.label[row] > 0)) for row in rows}


def slow(dataset: Dataset, usable, view, row: int):
    """Popularity, support of each past item, and like-minded others, counted one by one."""
    user, item, when = int(dataset.user[row]), int(dataset.item[row]), int(view.when[row])
    others = [
        met(dataset, usable, other, when) for other in range(len(dataset.users)) if other != user
    ]
    mine = past(dataset, view, user, item, when)
    both = {
        at: sum(item in one and other in one for one in others) for other, (at, _) in mine.items()
    }
    either = {at: sum(other in one for one in others) for other, (at, _) in mine.items()}
    alike = []
    for one in (each for each in others if item in each):
        shared = [other for other in mine if other in one]
        agreed = sum(one[other] == mine[other][1] for other in shared)
        if len(shared) >= SHARED and agreed >= AGREED * len(shared):
            alike.append(one[item])
    return sum(item in one for one in others), both, either, (sum(alike), len(alike))


@given(datasets(), st.sampled_from(SPLITS), PARTS, st.integers(0, 3))
def test_all_counts_are_those_of_a_slow_count(dataset, name, part, seed):
    split = parts_of(dataset, name)
    assume(split is not None and len(getattr(split, part)))
    usable = np.flatnonzero(np.random.default_rng(seed).random(len(dataset.when)) < 0.8)
    rows, view = getattr(split, part), split.view(part)
    pasts = pasts_of(dataset, pairs_of(dataset, rows), view)
    meetings = Meetings(dataset, usable)
    found, minded = together(meetings, pasts), likeminded(meetings, pasts)
    for at, row in enumerate(rows):
        popularity, both, either, alike = slow(dataset, usable, view, int(row))
        mine = pasts.of(at)
        assert dict(zip(pasts.rows[mine].tolist(), found.both[mine].tolist(), strict=True)) == both
        assert dict(zip(pasts.rows[mine], found.either[mine], strict=True)) == either
        assert found.asked[at] == popularity
        assert (minded.liked[at], minded.people[at]) == alike


@given(datasets(timed=True), PARTS, st.integers(0, 10))
def test_what_comes_later_and_the_users_own_rows_change_nothing(dataset, part, seed):
    split = parts_of(dataset, "leave_last")
    rows = getattr(split, part)
    assume(len(rows))
    rng = np.random.default_rng(seed)
    row = int(rng.choice(rows))
    pair, view = pairs_of(dataset, np.array([row])), split.view(part)
    when, user = int(view.when[row]), int(dataset.user[row])
    usable = np.flatnonzero(split.visible["train"])
    told = np.flatnonzero(dataset.when >= when)
    changed = dataset.interactions.copy()
    values = changed["label"].to_numpy().copy()
    values[told] = 1 - values[told]
    changed["label"] = values
    liar = dataclasses.replace(dataset, interactions=changed)
    without = usable[(dataset.when[usable] < when) & (dataset.user[usable] != user)]

    def says(data, known):
        pasts = pasts_of(data, pair, view)
        meetings = Meetings(data, known)
        found, minded = together(meetings, pasts), likeminded(meetings, pasts)
        return (
            *(column.tolist() for column in (pasts.rows, found.both, found.either, found.asked)),
            *(minded.liked.tolist(), minded.people.tolist(), co_rated(found).tolist()),
        )

    assert says(dataset, usable) == says(liar, usable) == says(dataset, without)


@given(datasets(), st.integers(1, 4))
def test_the_nearest_are_the_nearest_and_never_strangers(dataset, count):
    rows = np.arange(len(dataset.when))
    pasts = pasts_of(dataset, pairs_of(dataset, rows), None)
    found = together(Meetings(dataset, rows), pasts)
    near, chosen = found.near.nearness, found.near.nearest(count)
    for at in range(len(pasts)):
        mine = pasts.of(at)
        best = sorted(near[mine][near[mine] > 0], reverse=True)[:count]
        assert sorted(near[mine][chosen[mine]], reverse=True) == best
    share = co_rated(found)
    assert ((share > 0) & (share < 1)).all()


def friends(people: int, liked: int, *, unlike: int = 0) -> Dataset:
    """u0 liked a, b, c and is asked about d; `people` others met all four, and rate as u0 does."""
    users = [0, 0, 0]
    items, labels = [0, 1, 2], [1, 1, 1]
    for one in range(1, people + 1):
        users += [one] * 4
        items += [0, 1, 2, 3]
        labels += [one > unlike] * 3 + [one <= liked]
    users, items, labels = [*users, 0], [*items, 3], [*labels, 1]
    return small(users, items, list(range(len(users))), labels)


def test_of_the_people_who_rate_alike_it_is_counted_who_liked_it():
    data = friends(6, 4, unlike=2)
    row = np.array([len(data.when) - 1])
    pasts = pasts_of(data, pairs_of(data, row), None)
    found = likeminded(Meetings(data, np.arange(len(data.when))), pasts)
    assert (found.liked[0], found.people[0]) == (2, 4)


def test_somebody_without_a_past_has_no_evidence_and_half_of_all_likes():
    data = friends(3, 2)
    pair = dataclasses.replace(
        pairs_of(data, np.array([0])), user=np.array([-1]), row=np.array([-1])
    )
    pasts = pasts_of(data, pair, None)
    meetings = Meetings(data, np.arange(len(data.when)))
    found = together(meetings, pasts)
    assert len(pasts.rows) == 0 and co_rated(found) == pytest.approx(0.5)
    assert found.asked[0] == 4
    assert likeminded(meetings, pasts).people[0] == 0


def test_rows_of_the_same_second_are_not_each_others_evidence():
    data = small([1, 1, 2, 2, 0, 0], [0, 1, 0, 1, 0, 1], [5, 5, 5, 6, 1, 6], [1] * 6)
    pasts = pasts_of(data, pairs_of(data, np.array([5])), None)
    found = together(Meetings(data, np.arange(6)), pasts)
    assert found.both.tolist() == [1] and found.asked.tolist() == [1]


def test_no_usable_rows_say_nothing():
    data = friends(2, 1)
    pasts = pasts_of(data, pairs_of(data, np.arange(len(data.when))), None)
    meetings = Meetings(data, np.zeros(0, np.int64))
    found = together(meetings, pasts)
    assert not found.both.any() and not found.asked.any() and not found.near.nearness.any()
    assert not likeminded(meetings, pasts).people.any()
