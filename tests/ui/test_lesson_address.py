"""Where somebody stands in the lesson, as its address says it."""

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.lesson.steps import ENGLISH, STEPS
from promptrec.ui.lesson.course import read


def a_course() -> None:
    from promptrec.lesson.steps import ENGLISH
    from promptrec.ui.lesson.course import keep_address, take_address

    take_address(ENGLISH)
    keep_address()


@pytest.mark.parametrize(
    "nonsense", ["", "x", "template~what", "~~~", "answer~liked~maybe", "🙈,,~", "fields~liked"]
)
def test_an_address_of_nonsense_is_no_prediction(nonsense: str) -> None:
    assert read(nonsense, ENGLISH) == ({}, {})


def test_every_prediction_is_read_and_only_those_with_two_parts_are_revealed() -> None:
    guesses, done = read("template~gone~gone,fields~item.title,answer~liked~disliked", ENGLISH)
    assert guesses == {"template": "gone", "fields": "item.title", "answer": "liked"}
    assert done == {"template": ("gone", "gone"), "answer": ("liked", "disliked")}


def test_what_is_written_is_what_was_read() -> None:
    told = ",".join(f"{step.name}~{step.choices_on(ENGLISH)[0]}" for step in STEPS)
    app = AppTest.from_function(a_course)
    app.query_params["predicted"] = told
    app.query_params["step"] = "4"
    app.run()
    assert not app.exception
    assert app.query_params["predicted"] in (told, [told])
    assert app.session_state["lesson_at"] == 3
    app.session_state["lesson_at"] = 4
    app.run()
    assert app.query_params["step"] in ("5", ["5"])
    assert app.session_state["lesson_what_if"] == "up"


@pytest.mark.parametrize(("step", "at"), [("0", 0), ("99", 5), ("x", 0), ("-1", 0), ("²", 0)])
def test_a_step_that_is_not_there_is_the_nearest_or_the_first(step: str, at: int) -> None:
    app = AppTest.from_function(a_course)
    app.query_params["step"] = step
    app.run()
    assert not app.exception
    assert app.query_params["step"] in (str(at + 1), [str(at + 1)])
