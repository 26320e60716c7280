"""The lesson: predict, reveal, and never before."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.lesson.steps import STEPS

Open = Callable[..., AppTest]
LESSON = "pages/understand/lesson.py"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_revealed_before_a_prediction(open_page: Open, lang: str) -> None:
    app = open_page(LESSON, lang=lang)
    assert not app.exception
    buttons = [one for one in app.button if str(one.key).startswith("lesson_show_")]
    assert len(buttons) == len(STEPS) and all(one.disabled for one in buttons)
    assert not app.success and not app.info
    links = [one.proto.page for one in app.get("page_link")]
    assert links and not any("explain" in one for one in links)  # a view would show the answer
    prompts = [one.body for one in app.get("html") if "Shawshank" in one.body]
    assert len(prompts) == len(STEPS)


@pytest.mark.slow
def test_a_prediction_is_held_against_the_real_model(open_page: Open) -> None:
    app = open_page(LESSON)
    app.radio(key="lesson_template").set_value("gone").run()
    app.button(key="lesson_show_template").click().run()
    assert not app.exception
    assert "Shawshank" in app.success[0].value and "MASK" in app.success[0].value
    assert app.radio(key="lesson_template").disabled
    assert "lesson_show_template" not in {one.key for one in app.button}
    app.switch_page("pages/start/home.py").run()
    app.switch_page(LESSON).run()
    assert app.success  # progress is kept in the session
    next(one for one in app.button if one.label == "Start again").click().run()
    assert not app.exception and not app.success
    assert app.radio(key="lesson_template").value is None
