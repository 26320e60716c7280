"""The lesson: one step a screen, predict, reveal, and never before."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.lesson.steps import STEPS

Open = Callable[..., AppTest]
LESSON = "pages/understand/lesson.py"


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_revealed_before_a_prediction(open_page: Open, lang: str) -> None:
    app = open_page(LESSON, lang=lang)
    for step in STEPS:
        assert not app.exception and not app.error
        (button,) = [one for one in app.button if str(one.key).startswith("lesson_show_")]
        assert button.key == f"lesson_show_{step.name}" and button.disabled
        assert [one.key for one in app.radio] == [f"lesson_{step.name}"]
        assert not app.success and not app.info
        links = [one.proto.page for one in app.get("page_link")]
        assert not any("explain" in one for one in links)  # a view would show the answer
        prompts = [one for one in app.get("html") if 'class="pr-prompt"' in one.body]
        assert len(prompts) == 2  # the prompt and its template
        if step is not STEPS[-1]:
            press(app, {"en": "Next", "zh": "下一步"}[lang])


def test_back_and_next_end_at_the_first_and_the_last_step(open_page: Open) -> None:
    app = open_page(LESSON)
    disabled = {one.label: one.disabled for one in app.button}
    assert disabled["Back"] and not disabled["Next"]
    app = open_page(LESSON, step="6")
    disabled = {one.label: one.disabled for one in app.button}
    assert disabled["Next"] and not disabled["Back"]
    assert press(app, "Back").radio[0].key == "lesson_faithful"


def test_the_address_brings_back_the_step_and_every_prediction(open_page: Open) -> None:
    app = open_page(LESSON, step="4", predicted="template~gone~gone,what_if~down")
    assert app.radio(key="lesson_what_if").value == "down"
    assert not app.radio(key="lesson_what_if").disabled  # predicted, not yet revealed
    assert "1 of 6 revealed, 1 predicted correctly" in str(app.get("progress")[0].proto)
    app.radio(key="lesson_what_if").set_value("up").run()
    assert app.query_params["predicted"] == "template~gone~gone,what_if~up"
    assert press(app, "Next").query_params["step"] == "5"
    assert press(app, "Back").radio(key="lesson_what_if").value == "up"


def test_the_sheet_for_the_class_is_there_at_once(open_page: Open) -> None:
    labels = [one.proto.label for one in open_page(LESSON).get("download_button")]
    assert labels == ["Sheet for the class (HTML, prints on two pages)"]


@pytest.mark.slow
def test_a_prediction_is_held_against_the_real_model(open_page: Open) -> None:
    app = open_page(LESSON)
    app.radio(key="lesson_template").set_value("gone").run()
    app.button(key="lesson_show_template").click().run()
    assert not app.exception
    assert "MASK" in app.success[0].value
    assert app.get("plotly_chart")
    assert app.radio(key="lesson_template").disabled
    assert "lesson_show_template" not in {one.key for one in app.button}
    app.switch_page("pages/start/home.py").run()
    app.switch_page(LESSON).run()
    assert app.success  # progress is kept in the session
    assert app.query_params["predicted"] == "template~gone~gone"
    press(app, "Start again")
    assert not app.exception and not app.success
    assert app.radio(key="lesson_template").value is None
