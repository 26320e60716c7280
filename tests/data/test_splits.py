"""Each split is held to its sentence; no history and no statistic knows the future."""

import dataclasses
import json
from itertools import pairwise

import numpy as np
import pytest
from data_strategies import datasets, small
from hypothesis import assume, given
from hypothesis import strategies as st

from promptrec.data.history import Histories
from promptrec.data.pairs import pairs_of
from promptrec.data.shipped import open_dataset
from promptrec.data.split import make_split
from promptrec.data.statistics import ItemStatistics
from promptrec.errors import DataError
from promptrec.settings import HISTORIES, SPLITS, RunSettings, SplitSettings

NAMES = st.sampled_from(SPLITS)


def split_of(dataset, name, seed=0, known=0, target_rows=3, history="frozen"):
    source, target = ("a", "b") if name == "cross_domain" else ("", "")
    settings = SplitSettings(
        name=name,
        seed=seed,
        known=known,
        source=source,
        target=target,
        target_rows=target_rows,
        history=history,
    )
    try:
        return make_split(dataset, settings)
    except DataError as error:
        assert str(error).endswith((".", "?"))
        return None


def seconds(dataset):
    """Whole seconds, or the place in the file."""
    if not dataset.timed:
        return np.arange(len(dataset.interactions))
    return np.floor(dataset.interactions["timestamp"].to_numpy())


@given(datasets(), NAMES, st.integers(0, 3), st.integers(0, 3))
def test_no_row_is_in_two_parts_and_parts_keep_file_order(dataset, name, seed, known):
    split = split_of(dataset, name, seed, known)
    assume(split is not None)
    rows = [*split.train, *split.valid, *split.test]
    assert len(rows) == len(set(rows))
    for part in (split.train, split.valid, split.test):
        assert (np.diff(part) > 0).all()
    again = split_of(dataset, name, seed, known)
    assert np.array_equal(split.test, again.test)


@given(datasets(), NAMES, st.integers(0, 3), st.integers(0, 3))
def test_a_history_is_the_users_visible_rows_that_are_strictly_older(dataset, name, seed, known):
    split = split_of(dataset, name, seed, known)
    assume(split is not None)
    histories, time = Histories(dataset), seconds(dataset)
    for part in ("train", "valid", "test"):
        view = split.view(part)
        for row in getattr(split, part):
            moment = int(view.when[row])
            found = histories.before(int(dataset.user[row]), moment, view.visible)
            expected = [
                other
                for other in range(len(time))
                if dataset.user[other] == dataset.user[row]
                and dataset.when[other] < moment
                and view.visible[other]
            ]
            assert sorted(found) == expected
            assert list(found) == sorted(found, key=lambda at: (time[at], at))


@given(datasets(), NAMES, st.integers(0, 3), st.integers(0, 3))
def test_all_rows_of_a_user_in_a_part_are_predicted_from_the_first_of_them(
    dataset, name, seed, known
):
    split = split_of(dataset, name, seed, known)
    assume(split is not None)
    histories, time = Histories(dataset), seconds(dataset)
    for part in ("valid", "test"):
        view, rows = split.view(part), getattr(split, part)
        moments = view.moments(pairs_of(dataset, rows))
        for row, moment in zip(rows, moments, strict=True):
            own = rows[dataset.user[rows] == dataset.user[row]]
            found = histories.before(int(dataset.user[row]), int(moment), view.visible)
            expected = [
                other
                for other in np.flatnonzero(dataset.user == dataset.user[row])
                if time[other] < time[own].min() and view.visible[other]
            ]
            assert sorted(found) == expected
            assert not np.isin(found, own).any()
            liked, seen = ItemStatistics(dataset, split.train).counts(
                dataset.item[[row]], np.array([moment])
            )
            older = [
                other
                for other in split.train
                if dataset.item[other] == dataset.item[row] and time[other] < time[own].min()
            ]
            assert (liked[0], seen[0]) == (dataset.label[older].sum(), len(older))


@given(datasets(), NAMES, st.integers(0, 3))
def test_train_rows_and_running_histories_are_at_their_own_moment(dataset, name, seed):
    frozen, running = (split_of(dataset, name, seed, history=one) for one in HISTORIES)
    assume(frozen is not None)
    assert np.array_equal(frozen.moments["train"], dataset.when)
    for part in ("train", "valid", "test"):
        assert np.array_equal(getattr(frozen, part), getattr(running, part))
        assert np.array_equal(frozen.visible[part], running.visible[part])
        assert np.array_equal(running.moments[part], dataset.when)


def test_a_pair_that_is_no_row_is_predicted_from_after_everything():
    dataset = small([0, 0, 0], [0, 1, 0], [5, 6, 7], [1, 0, 1], ["train", "test", "test"])
    pairs = pairs_of(dataset, np.array([1, 2]))
    for part in ("train", "valid", "test"):
        view = split_of(dataset, "given").view(part)
        now = dataclasses.replace(pairs, row=np.array([-1, -1]))
        assert (view.moments(now) > dataset.when.max()).all()
    assert split_of(dataset, "given").view("test").moments(pairs).tolist() == [1, 1]
    assert split_of(dataset, "given").view("train").moments(pairs).tolist() == [1, 2]


@given(datasets(), NAMES, st.integers(0, 3), st.integers(0, 2))
def test_what_a_part_may_see(dataset, name, seed, known):
    split = split_of(dataset, name, seed, known)
    assume(split is not None)
    every = np.arange(len(dataset.interactions))
    parts = {part: np.isin(every, getattr(split, part)) for part in ("train", "valid", "test")}
    judged = parts["valid"] | parts["test"]
    assert not (split.visible["train"] & judged).any()
    assert not (split.visible["valid"] & parts["test"]).any()
    assert (split.visible["train"] >= parts["train"]).all()
    if name in ("cold_user", "cold_item"):
        for part in ("valid", "test"):
            assert not (split.visible[part] & judged).any()
    else:
        assert (split.visible["valid"] >= parts["valid"]).all()
        assert (split.visible["test"] >= judged).all()


@given(datasets(), st.integers(0, 20))
def test_item_statistics_count_older_labelled_rows_of_the_item(dataset, seed):
    rng = np.random.default_rng(seed)
    rows = np.flatnonzero(rng.random(len(dataset.interactions)) < 0.6)
    liked, seen = ItemStatistics(dataset, rows).counts(dataset.item, dataset.when)
    time = seconds(dataset)
    for row in range(len(time)):
        older = [r for r in rows if dataset.item[r] == dataset.item[row] and time[r] < time[row]]
        assert seen[row] == len(older)
        assert liked[row] == dataset.label[older].sum()
    _, everything = ItemStatistics(dataset, rows).counts(
        dataset.item[:1], np.array([np.iinfo(np.int64).max])
    )
    assert everything[0] == (dataset.item[rows] == dataset.item[0]).sum()


def by_user(dataset):
    """Per user with rows, the rows from the oldest to the newest."""
    time = seconds(dataset)
    for user in np.unique(dataset.user):
        yield sorted(np.flatnonzero(dataset.user == user), key=lambda at: (time[at], at))


def test_leave_last_holds_out_the_last_five_and_the_five_before_where_users_have_many_rows():
    users = np.repeat([0, 1], [21, 30])
    dataset = small(users, users, np.arange(51)[::-1], np.ones(51))
    split = make_split(dataset, SplitSettings())
    for own in by_user(dataset):
        assert set(own[-5:]) <= set(split.test)
        assert set(own[-10:-5]) <= set(split.valid)
        assert set(own[:-10]) <= set(split.train)
    assert not [one for one in split.warnings if one.key == "sentence.split_small"]


@given(datasets())
def test_leave_last_takes_at_most_a_fifth_of_a_small_user_and_train_keeps_half(dataset):
    split = split_of(dataset, "leave_last")
    assert 2 * len(split.train) >= len(dataset.interactions)
    for own in by_user(dataset):
        valid, test = set(own) & set(split.valid), set(own) & set(split.test)
        assert len(valid) == len(test) <= 5
        assert test == set(own[len(own) - len(test) :])
        assert valid == set(own[len(own) - 2 * len(test) : len(own) - len(test)])
        if len(own) < 4:
            assert not test
        elif len(own) <= 10:
            assert len(test) == max(1, len(own) // 5)


@given(datasets())
def test_leave_last_of_a_run_of_before_holds_out_five_and_five_rows_of_everybody(dataset):
    split = make_split(dataset, SplitSettings(small_users="test"))
    for own in by_user(dataset):
        assert set(own[-5:]) <= set(split.test)
        assert set(own[-10:-5]) <= set(split.valid)
        assert set(own[:-10]) <= set(split.train)


@pytest.mark.parametrize(
    ("users", "rows", "train"), [(30, 10, 180), (20, 15, 180), (60, 5, 180), (1, 300, 290)]
)
def test_three_hundred_own_rows_mostly_train(users, rows, train):
    user = np.arange(300) % users
    split = make_split(small(user, user, np.arange(300), np.ones(300)), SplitSettings())
    assert len(split.train) == train
    told = [one for one in split.warnings if one.key == "sentence.split_small"]
    assert bool(told) == (rows < 300)
    if told:
        assert told[0].startswith(f"{users} of {users} users give a fifth")


def test_users_with_too_few_rows_are_train_whole_and_that_is_said():
    user = np.concatenate((np.repeat(np.arange(50), 3), np.repeat([50, 51], 100)))
    dataset = small(user, user, np.arange(350), np.ones(350))
    split = make_split(dataset, SplitSettings())
    assert set(np.flatnonzero(user < 50)) <= set(split.train)
    assert "50 of 52 users have fewer than 4 rows and are in train whole" in " ".join(
        split.warnings
    )
    three = small(user[:150], user[:150], np.arange(150), np.ones(150))
    said = make_split(three, SplitSettings()).warnings
    assert len(make_split(three, SplitSettings()).train) == 150
    assert any("nothing is held out. Choose the split random." in one for one in said)


def test_few_train_rows_are_said_with_the_rows_of_every_part():
    parts = ["train"] * 9 + ["valid"] * 80 + ["test"] * 11
    dataset = small([0] * 100, [0] * 100, range(100), [1] * 100, parts)
    said = " ".join(make_split(dataset, SplitSettings(name="given")).warnings)
    assert "Train has only 9 rows (valid 80, test 11)" in said


def test_settings_stored_before_mean_the_split_of_before():
    stored = json.loads(RunSettings(dataset="-", template="-").to_json())
    del stored["split"]["small_users"]
    old = RunSettings.from_json(json.dumps(stored))
    assert old.split.small_users == "test"
    assert RunSettings.from_json(old.to_json()) == old
    now = RunSettings(dataset="-", template="-")
    assert RunSettings.from_json(now.to_json()).split.small_users == "share"


@pytest.mark.parametrize("name", ["movies", "shop", "music"])
def test_the_parts_of_shipped_data_are_those_of_before(name):
    dataset = open_dataset(name)
    now, before = (make_split(dataset, SplitSettings(small_users=how)) for how in ("share", "test"))
    for part in ("train", "valid", "test"):
        assert np.array_equal(getattr(now, part), getattr(before, part))
    assert not now.warnings


@given(datasets(timed=True))
def test_temporal_cuts_time_once_for_everybody(dataset):
    split = split_of(dataset, "temporal")
    time = seconds(dataset)
    if len(np.unique(time)) < 2:
        assert split is None
        return
    assert len(split.train)
    assert len(split.test)
    assert len(split.train) + len(split.valid) + len(split.test) == len(time)
    parts = [time[part] for part in (split.train, split.valid, split.test) if len(part)]
    for older, newer in pairwise(parts):
        assert older.max() < newer.min()


def test_temporal_and_random_have_their_shares():
    size = 1000
    dataset = small(np.arange(size) % 7, np.arange(size) % 11, np.arange(size), np.ones(size))
    for name in ("temporal", "random"):
        split = split_of(dataset, name)
        assert (len(split.train), len(split.valid), len(split.test)) == (800, 100, 100)


def test_temporal_without_timestamps_is_an_error():
    dataset = small([0, 1], [0, 1], [0, 1], [1, 0], timed=False)
    with pytest.raises(DataError, match="needs a column timestamp"):
        make_split(dataset, SplitSettings(name="temporal"))


@given(datasets(), st.integers(0, 3), st.integers(0, 3))
def test_cold_user_never_trains_on_a_judged_user_and_knows_only_the_first_rows(
    dataset, seed, known
):
    split = split_of(dataset, "cold_user", seed, known)
    assume(split is not None)
    time, histories = seconds(dataset), Histories(dataset)
    trained = set(dataset.user[split.train])
    judged = np.concatenate((split.valid, split.test))
    assert not trained & set(dataset.user[judged])
    for user in set(dataset.user) - trained:
        own = sorted(np.flatnonzero(dataset.user == user), key=lambda at: (time[at], at))
        assert not set(own[:known]) & set(judged)
        assert set(own[known:]) <= set(judged)
    view = split.view("test")
    for row in split.test:
        user, moment = int(dataset.user[row]), int(view.when[row])
        assert len(histories.before(user, moment, view.visible)) <= known
    assert split.warm_cold(dataset).warm_users == 0


@given(datasets(), st.integers(0, 3))
def test_cold_item_never_trains_on_a_judged_item(dataset, seed):
    split = split_of(dataset, "cold_item", seed)
    assume(split is not None)
    judged = np.concatenate((split.valid, split.test))
    assert not set(dataset.item[split.train]) & set(dataset.item[judged])
    assert split.warm_cold(dataset).warm_items == 0


@given(datasets(), st.integers(0, 3), st.integers(0, 4))
def test_cross_domain_judges_the_target_of_users_of_both(dataset, seed, target_rows):
    split = split_of(dataset, "cross_domain", seed, target_rows=target_rows)
    assume(split is not None)
    target = dataset.item % 2 == 1
    both = set(dataset.user[target]) & set(dataset.user[~target])
    for part in (split.train, split.valid, split.test):
        assert set(dataset.user[part]) <= both
    assert target[split.valid].all()
    assert target[split.test].all()
    assert target[split.train].sum() <= target_rows
    wanted = ~target & np.isin(dataset.user, list(both))
    assert set(np.flatnonzero(wanted)) == set(split.train[~target[split.train]])
    unused = np.setdiff1d(np.arange(len(target)), [*split.train, *split.valid, *split.test])
    assert not split.visible["test"][unused].any()


def test_a_target_domain_with_fewer_rows_than_were_asked_for_says_how_many():
    dataset = small([0] * 24, [0, 1] * 12, range(24), [1] * 24)
    told = {
        rows: split_of(dataset, "cross_domain", target_rows=rows).warnings for rows in (0, 2, 40)
    }
    assert not any("were asked for" in one for rows in (0, 2) for one in told[rows])
    (said,) = [one for one in told[40] if "were asked for" in one]
    assert said == (
        "40 rows of b were asked for in train and there are only 2: the last 10 of each user there "
        "are valid and test."
    )


@given(datasets())
def test_given_follows_the_column_and_empty_is_history_only(dataset):
    split = split_of(dataset, "given")
    names = dataset.interactions["split"].to_numpy()
    for part in ("train", "valid", "test"):
        assert np.array_equal(getattr(split, part), np.flatnonzero(names == part))
        assert (split.visible[part] >= (names == "")).all()


def test_empty_parts_are_said():
    dataset = small([0] * 6, [0] * 6, range(6), [1] * 6, ["test"] * 6)
    said = make_split(dataset, SplitSettings(name="given")).warnings
    assert [one.key for one in said] == ["sentence.no_train_rows", "sentence.no_valid_rows"]


def test_warm_and_cold_are_counted():
    dataset = small([0, 0, 1], [0, 1, 1], [0, 1, 2], [1, 1, 1], ["train", "test", "test"])
    found = make_split(dataset, SplitSettings(name="given")).warm_cold(dataset)
    assert (found.warm_users, found.cold_users) == (1, 1)
    assert (found.warm_items, found.cold_items) == (0, 1)
