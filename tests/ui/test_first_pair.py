"""Who and what a page shows before anybody chose."""

from collections.abc import Iterator

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.shipped import open_dataset
from promptrec.ui.shared.first.first_pair import NEWEST, begin_user, first_item, first_user
from promptrec.ui.shared.pickers import items_of
from promptrec.ui.state.key import Key, kept_keys

BOX = Key("box", "")


@pytest.fixture(autouse=True)
def a_visit_of_its_own() -> Iterator[None]:
    yield
    for key in kept_keys():
        key.forget()


@pytest.fixture(scope="module", params=["movies", "music", "shop"])
def data(request: pytest.FixtureRequest) -> Dataset:
    return open_dataset(request.param)


def test_the_first_pair_has_much_that_went_before_it(data: Dataset) -> None:
    user = first_user(data)
    rows, met = np.bincount(data.user), np.bincount(data.item, minlength=len(data.items))
    assert rows[user] >= np.median(rows)
    newest = items_of(data, user)
    item = newest[first_item(data, newest)]
    own = data.when[(data.user == user) & (data.item == item)].max()
    before = (data.item == item) & (data.when < own)
    assert before.sum() >= 20  # rows of others that evidence can count
    assert met[item] == met[newest[:NEWEST]].max()


def test_who_was_put_there_gives_way_to_other_data_and_who_was_chosen_stays() -> None:
    movies, music = open_dataset("movies"), open_dataset("music")
    begin_user(movies, BOX)
    first = BOX.get()
    assert movies.user_code(first) is not None
    begin_user(music, BOX)
    assert music.user_code(BOX.get()) is not None and BOX.get() != first
    BOX.set("u3")
    begin_user(movies, BOX)
    assert BOX.get() == "u3"


def test_a_user_without_items_has_a_first_item_all_the_same() -> None:
    assert first_item(open_dataset("music"), np.zeros(0, np.int64)) == 0
