"""A thing of the session by its name: first value, kept value, forgotten."""

from collections.abc import Iterator

import pytest

from promptrec.ui.state.key import Key, kept_keys

COLOUR = Key("colour", "grey")
FOUND: Key[dict[str, int]] = Key("found", {})


@pytest.fixture(autouse=True)
def a_visit_of_its_own() -> Iterator[None]:
    yield
    for key in kept_keys():
        key.forget()


def test_a_key_is_its_default_until_something_is_kept() -> None:
    assert (COLOUR.get(), COLOUR.is_kept()) == ("grey", False)
    COLOUR.set("red")
    assert (COLOUR.get(), COLOUR.is_kept()) == ("red", True)
    COLOUR.forget()
    assert COLOUR.get() == "grey"


def test_what_begins_stays_and_what_is_taken_goes() -> None:
    assert COLOUR.begin("red") == COLOUR.begin("blue") == "red"
    assert COLOUR.take() == "red"
    assert COLOUR.take() == "grey"


def test_a_choice_that_is_not_offered_any_more_gives_way_to_the_first() -> None:
    COLOUR.set("red")
    assert COLOUR.give_way(["blue", "red"], "blue") == "red"
    assert COLOUR.give_way(["blue"], "blue") == "blue"
    assert COLOUR.is_kept()


def test_a_default_that_is_filled_is_nobody_elses_default() -> None:
    FOUND.get()["one"] = 1
    assert FOUND.get() == {}


def test_one_of_many_has_a_name_of_its_own() -> None:
    COLOUR.of("wall", 2).set("white")
    assert COLOUR.get() == "grey"
    assert [key.name for key in kept_keys("colour_wall")] == ["colour_wall_2"]
    for key in kept_keys():
        key.forget()
    assert not list(kept_keys())
