"""Each way of counting who met what says the very same: bits, pasts, crowds, and the clock."""

import dataclasses

import numpy as np
import pytest
from data_strategies import datasets, small
from hypothesis import given
from hypothesis import strategies as st

from promptrec.data.evidence import Meetings, also_met, co_rated, likeminded, pasts_of, together
from promptrec.data.evidence.also import also_by_ceilings, also_by_crowds, making
from promptrec.data.evidence.bits import WORD, support_by_bits, worth_bits
from promptrec.data.evidence.clock import Clock
from promptrec.data.evidence.likeminded import agreed_by_crowds, agreed_by_past
from promptrec.data.evidence.together import nearness_of, support_by_crowds
from promptrec.data.history import Histories
from promptrec.data.moments import NOW, View
from promptrec.data.pairs import pairs_of


def many(seed, users=200, items=40, rows=3000):
    """More users than bits of a word, ties in time, repeated pairs, and three kinds of pairs."""
    rng = np.random.default_rng(seed)
    user = (users * rng.random(rows) ** 2).astype(int)
    when = rng.integers(rows // 3, size=rows)
    data = small(user, rng.integers(items, size=rows), when, rng.random(rows) < 0.5)
    return data, some_pairs(data, rng.integers(rows, size=300), rng)


def some_pairs(data, rows, rng):
    """Rows of the data, pairs that are no row, and pairs of somebody unknown."""
    pairs = pairs_of(data, rows)
    kind = rng.integers(4, size=len(rows))
    return dataclasses.replace(
        pairs,
        user=np.where(kind == 1, -1, pairs.user),
        row=np.where(kind == 2, -1, pairs.row),
        item=np.where(kind == 3, rng.integers(len(data.items), size=len(rows)), pairs.item),
    )


def frozen(data, moments=7):
    """A view in which many rows of a user are asked from one moment, and some are not seen."""
    rng = np.random.default_rng(0)
    step = -(-int(data.when.max() + 1) // moments)
    return View(rng.random(len(data.when)) < 0.8, data.when // step * step)


def both_ways_of_likes(meetings, pasts):
    found = [
        {at: (crowd.people.tolist(), *map(list, counts)) for at, crowd, *counts in way}
        for way in (
            agreed_by_past(meetings, pasts, pasts.alike()),
            agreed_by_crowds(meetings, pasts, range(len(pasts))),
        )
    ]
    assert set(found[0]) == {at for at in range(len(pasts)) if len(pasts.rows[pasts.of(at)])}
    return found


@given(datasets(), st.booleans(), st.integers(0, 3))
def test_all_ways_count_the_same_on_small_data(dataset, running, seed):
    rng = np.random.default_rng(seed)
    pairs = some_pairs(dataset, np.arange(len(dataset.when)), rng)
    pasts = pasts_of(dataset, pairs, None if running else frozen(dataset))
    meetings = Meetings(dataset, np.flatnonzero(rng.random(len(dataset.when)) < 0.8))
    one, other = support_by_bits(meetings, pasts), support_by_crowds(meetings, pasts)
    assert [counts.tolist() for counts in one] == [counts.tolist() for counts in other]
    one, other = both_ways_of_likes(meetings, pasts)
    assert one == other


@pytest.mark.parametrize("view", [None, frozen])
def test_all_ways_count_the_same_of_more_users_than_a_word_has_bits(view):
    data, pairs = many(1)
    assert len(data.users) > 2 * WORD
    pasts = pasts_of(data, pairs, view and view(data))
    meetings = Meetings(data, np.arange(0, len(data.when), 2))
    assert worth_bits(meetings, pasts)
    assert not worth_bits(meetings, pasts_of(data, pairs.take(slice(0, 1)), None))
    one, other = support_by_bits(meetings, pasts), support_by_crowds(meetings, pasts)
    assert all((mine == theirs).all() for mine, theirs in zip(one, other, strict=True))
    one, other = both_ways_of_likes(meetings, pasts)
    assert one == other


def test_pairs_asked_together_are_told_what_each_is_told_alone():
    data, pairs = many(2)
    meetings = Meetings(data, np.arange(len(data.when)))
    for view in (None, frozen(data)):
        pasts = pasts_of(data, pairs, view)
        near, minded, also = (
            together(meetings, pasts),
            likeminded(meetings, pasts),
            also_met(meetings, pasts, 5),
        )
        share = co_rated(near, 3)
        for at in range(0, len(pairs), 5):
            alone = pasts_of(data, pairs.take(slice(at, at + 1)), view)
            assert alone.rows.tolist() == pasts.rows[pasts.of(at)].tolist()
            assert co_rated(together(meetings, alone), 3)[0] == share[at]
            lone = likeminded(meetings, alone)
            assert (lone.liked[0], lone.people[0]) == (minded.liked[at], minded.people[at])
            assert lone.rows[0].tolist() == minded.rows[at].tolist()
            assert also_met(meetings, alone, 5)[0].tolist() == also[at].tolist()


def both_ways_of_also(meetings, pasts, count):
    found = dict(also_by_ceilings(meetings, pasts, count))
    slow = dict(also_by_crowds(meetings, pasts, count, range(len(pasts))))
    assert {at: items.tolist() for at, items in found.items()} == {
        at: slow[at].tolist() for at in found
    }
    return found, slow


@given(datasets(), st.booleans(), st.integers(0, 3), st.integers(1, 4))
def test_ceilings_hide_nothing_that_is_met_together_on_small_data(dataset, running, seed, count):
    rng = np.random.default_rng(seed)
    pairs = some_pairs(dataset, np.arange(len(dataset.when)), rng)
    pasts = pasts_of(dataset, pairs, None if running else frozen(dataset))
    both_ways_of_also(Meetings(dataset, np.flatnonzero(rng.random(len(pairs)) < 0.8)), pasts, count)


@pytest.mark.parametrize("view", [None, frozen])
@pytest.mark.parametrize(("users", "items"), [(200, 40), (40, 200), (300, 12)])
def test_ceilings_hide_nothing_that_is_met_together(users, items, view):
    """Many ties in time and in nearness, pairs that are no row, users that are nobody."""
    data, pairs = many(5, users, items)
    meetings = Meetings(data, np.arange(len(data.when)))
    pasts = pasts_of(data, pairs, view and view(data))
    for count in (1, 10, items):
        found, slow = both_ways_of_also(meetings, pasts, count)
        assert len(found) > len(pasts) / 4
        assert sum(len(one) for one in slow.values()) > len(pasts) / 2


def test_ceilings_are_made_when_crowds_have_been_as_much_work(monkeypatch):
    data, pairs = many(6, users=400, items=30, rows=6000)
    meetings = Meetings(data, np.arange(len(data.when)))
    pasts = pasts_of(data, pairs, None)
    alone = pasts_of(data, pairs.take(slice(0, 1)), None)
    slow = also_by_crowds(meetings, pasts, 5, range(len(pasts)))
    wanted = {at: items.tolist() for at, items in sorted(slow)}
    for _ in range(50):
        also_met(meetings, alone, 5)
    assert not meetings.gone_through  # a few pairs, as on a page, never ask for them
    made = []
    for _ in range(1 + making(meetings) // int(meetings.reach[pasts.item].sum())):
        made.append("ceilings" in vars(meetings))
        assert {at: one.tolist() for at, one in enumerate(also_met(meetings, pasts, 5))} == wanted
    assert "ceilings" in vars(meetings) and not made[0]
    monkeypatch.setattr("promptrec.data.evidence.ceilings.LARGEST", 100)
    poor = Meetings(data, np.arange(len(data.when)))
    poor.gone_through = 10**12
    assert [one.tolist() for one in also_met(poor, pasts, 5)] == list(wanted.values())
    assert "ceilings" not in vars(poor)


def test_no_moment_counts_more_than_the_ceiling_after_it():
    data, _ = many(7)
    meetings = Meetings(data, np.arange(0, len(data.when), 2))
    ceilings, met = meetings.ceilings, meetings.in_time
    assert len(ceilings.both) == len(ceilings.moments) + 1 > 2
    for when in (*ceilings.moments.tolist(), *(ceilings.moments + 1).tolist(), 0, NOW):
        before = met.when < when
        table = np.zeros((len(data.users), len(data.items)), int)
        table[met.user[before], met.item[before]] = 1
        highest = ceilings.both[ceilings.place(when)]
        assert (table.T @ table <= highest).all()
        if when in ceilings.moments or when == NOW:
            assert (table.T @ table == highest).all()


def test_a_clock_that_passes_meetings_ends_where_one_that_searches_does():
    data, _ = many(3)
    meetings = Meetings(data, np.arange(0, len(data.when), 3))
    passing, searching = Clock(meetings, len(data.when)), Clock(meetings, 0)
    items, users = np.arange(len(data.items)), np.arange(len(data.users))
    for when in (0, 0, 1, 5, 5, int(data.when.max()), int(data.when.max()) + 1, NOW):
        passing.move(when)
        searching.move(when)
        assert (passing.of_items(items) == searching.of_items(items)).all()
        assert (passing.of_users(users) == searching.of_users(users)).all()
        assert passing.of_items(3) == searching.of_items(3)
    assert passing.of_items(items[-1]) == len(meetings)


@given(datasets(), st.integers(1, 4))
def test_what_is_met_together_is_that_of_a_slow_count(dataset, count):
    rows = np.arange(len(dataset.when))
    pasts = pasts_of(dataset, pairs_of(dataset, rows), None)
    found = also_met(Meetings(dataset, rows), pasts, count)
    for at in range(len(rows)):
        met = [
            set(dataset.item[(dataset.user == user) & (dataset.when < pasts.when[at])].tolist())
            for user in range(len(dataset.users))
            if user != pasts.user[at]
        ]
        item = int(pasts.item[at])
        asked = sum(item in one for one in met)
        near = {}
        for other in set(range(len(dataset.items))) - {item}:
            both = np.array([sum(item in one and other in one for one in met)])
            near[other] = nearness_of(both, np.array([sum(other in one for one in met)]), asked)[0]
        order = sorted((other for other in near if near[other] > 0), key=lambda one: -near[one])
        assert found[at].tolist() == order[:count]


@given(datasets(), st.integers(1, 4))
def test_of_equally_near_items_the_newer_is_nearer(dataset, count):
    rows = np.arange(len(dataset.when))
    found = together(Meetings(dataset, rows), pasts_of(dataset, pairs_of(dataset, rows), None))
    chosen = found.near.nearest(count)
    for at in range(len(found.pasts)):
        mine = range(*found.pasts.of(at).indices(len(chosen)))
        order = sorted(mine, key=lambda place: (-found.near.nearness[place], -place))
        wanted = {place for place in order[:count] if found.near.nearness[place] > 0}
        assert set(np.flatnonzero(chosen).tolist()) & set(mine) == wanted


@given(datasets(), st.integers(0, 3))
def test_the_newest_row_of_each_item_is_that_of_a_walk_through_the_history(dataset, seed):
    rng = np.random.default_rng(seed)
    histories, seen = Histories(dataset), rng.random(len(dataset.when)) < 0.7
    users = rng.integers(-1, len(dataset.users), size=20)
    when = rng.choice([*range(int(dataset.when.max()) + 2), NOW], size=20)
    for visible in (None, seen):
        rows, starts = histories.newest(users, when, visible)
        for at, (user, moment) in enumerate(zip(users.tolist(), when.tolist(), strict=True)):
            walked = {}
            for row in histories.before(user, moment, visible).tolist() if user >= 0 else ():
                walked.pop(int(dataset.item[row]), None)
                walked[int(dataset.item[row])] = row
            assert rows[starts[at] : starts[at + 1]].tolist() == list(walked.values())
