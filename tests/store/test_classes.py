"""A class: one at a time, a code, nicknames told apart, guesses until the answer is shown."""

import pytest

from promptrec.errors import StoreError
from promptrec.store.classes.classes import MOST_PUPILS
from promptrec.store.classes.told import LETTERS, nickname_of
from promptrec.store.store import Store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store.open(tmp_path)


def test_a_second_class_waits_for_the_end_of_the_first(store):
    assert store.open_class() is None and not store.had_classes()
    first = store.start_class("en")
    ada = store.join_class(first.code, "Ada")
    with pytest.raises(StoreError, match=first.code):
        store.start_class("zh")
    store.guess(first.id, ada.id, "template", "gone")  # it goes on
    assert store.open_class() == first
    store.end_class(first.id)
    assert store.open_class() is None and store.had_classes()
    second = store.start_class("zh")
    assert first.code != second.code and set(first.code) <= set(LETTERS) and len(first.code) == 6
    assert store.class_of(first.code.lower()).open is False
    store.end_class(first.id)  # pressed on a page that was left open
    assert store.open_class() == second


def test_pupils_join_by_code_and_a_nickname_of_their_own(store):
    one = store.start_class("en")
    ada = store.join_class(f" {one.code[:3]}-{one.code[3:].lower()} ", "  Ada  L. ")
    assert ada.nickname == "Ada L."
    assert store.pupil_of(one.id, ada.token) == ada
    assert store.pupil_of(one.id, "x") is None and store.pupil_of(one.id, "") is None
    with pytest.raises(StoreError, match="taken"):
        store.join_class(one.code, "ADA L.")
    for code in ("", "NOTONE", "' OR 1=1 --"):
        with pytest.raises(StoreError, match="code"):
            store.join_class(code, "Bob")
    store.end_class(one.id)
    with pytest.raises(StoreError, match="code"):
        store.join_class(one.code, "Bob")
    assert store.pupils(one.id) == ["Ada L."]


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "x" * 21])
def test_a_nickname_has_one_to_twenty_visible_characters(store, name):
    one = store.start_class("en")
    with pytest.raises(StoreError):
        store.join_class(one.code, name)
    assert nickname_of("x" * 20) and nickname_of("小明") == "小明"


def test_a_class_is_full_at_some_point(store):
    one = store.start_class("en")
    for at in range(MOST_PUPILS):
        store.join_class(one.code, f"p{at}")
    with pytest.raises(StoreError, match="full"):
        store.join_class(one.code, "late")


def test_a_guess_can_be_changed_until_the_answer_is_shown(store):
    one = store.start_class("en")
    ada, bob = (store.join_class(one.code, name) for name in ("Ada", "Bob"))
    store.guess(one.id, ada.id, "answer", "liked")
    store.guess(one.id, ada.id, "answer", "disliked")
    store.guess(one.id, bob.id, "answer", "liked")
    assert store.guesses(one.id, "answer") == {"disliked": 1, "liked": 1}
    assert store.guess_of(ada.id, "answer") == "disliked"
    store.show_answer(one.id, "answer", "disliked")
    store.show_answer(one.id, "answer", "liked")  # what was shown stays
    assert store.open_class().answers == {"answer": "disliked"}
    with pytest.raises(StoreError, match="shown"):
        store.guess(one.id, bob.id, "answer", "disliked")
    store.step_class(one.id, 2)
    assert store.open_class().step == 2
    rows = store.class_rows(one.id)
    assert rows[1] == {"nickname": "Bob", "step": "answer", "guess": "liked", "right": "disliked"}
    store.reset_class(one.id)
    assert store.class_rows(one.id) == [] and store.pupils(one.id) == ["Ada", "Bob"]
    assert (store.open_class().step, store.open_class().answers) == (0, {})


def test_a_pupil_of_one_class_is_nobody_in_the_next(store):
    first = store.start_class("en")
    ada = store.join_class(first.code, "Ada")
    store.end_class(first.id)
    second = store.start_class("en")
    assert store.pupil_of(second.id, ada.token) is None
    assert store.guesses(second.id, "answer") == {}
    with pytest.raises(StoreError):
        store.guess(first.id, ada.id, "answer", "liked")
