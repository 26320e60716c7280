"""A class on the pages: the teacher's panel, the way in, and a pupil who sees nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.lesson.steps import STEPS
from promptrec.store.store import Store
from promptrec.ui.lesson.room.reach import pupils_link
from promptrec.ui.shell.visitor import class_configured

ROOT = Path(__file__).parents[2]
LESSON = "pages/understand/lesson.py"
Open = Callable[..., AppTest]


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def said(app: AppTest) -> str:
    parts = (app.success, app.warning, app.error, app.info, app.markdown, app.caption)
    return "\n".join(str(one.value) for part in parts for one in part)


def joined(code: str, name: str) -> AppTest:
    app = opened(**{"class": code})
    app.text_input(key="class_nickname").set_value(name)
    app = press(app, "Join")
    assert not app.exception
    return app


def test_a_teacher_starts_steps_resets_and_ends_a_class(open_page: Open, home: Path) -> None:
    assert not class_configured(home)
    app = press(open_page(LESSON), "Start a class")
    store = Store.open(home)
    one = store.open_class()
    assert one is not None and class_configured(home)
    assert next(each.value for each in app.subheader) == f"Class {one.code}"
    assert pupils_link(one.code, "en") in [each.value for each in app.code]
    assert "this computer alone" in said(app)
    ada = store.join_class(one.code, "Ada")
    store.guess(one.id, ada.id, STEPS[0].name, "gone")
    app = press(app, "Next step for the class")
    assert not app.exception
    assert store.open_class().step == 1 and app.session_state["lesson_at"] == 1
    assert "1 joined: Ada" in said(app)
    app = press(app, "Reset")
    assert store.open_class().step == 0 and store.class_rows(one.id) == []
    app = press(app, "End the class")
    assert not class_configured(home)
    assert any(each.label == "Start a class" for each in app.button)


def test_a_second_teacher_is_told_and_the_class_of_the_first_goes_on(
    open_page: Open, home: Path
) -> None:
    late = open_page(LESSON)
    one = Store.open(home).start_class("en")
    late = press(late, "Start a class")
    assert one.code in said(late) and "one class at a time" in said(late)
    assert next(each.value for each in late.subheader) == f"Class {one.code}"
    assert "before you start another" in said(late)
    assert Store.open(home).open_class() == one


def test_a_pupil_joins_guesses_and_sees_the_answer_beside_the_class(home: Path) -> None:
    store = Store.open(home)
    one = store.start_class("en")
    ada = joined(one.code, "Ada")
    joined(one.code, "Bob")
    assert "You are Ada." in said(ada)
    ada.radio[0].set_value("empty").run()
    ada.radio[0].set_value("gone").run()
    assert store.guesses(one.id, "template") == {"gone": 1}
    assert not ada.get("plotly_chart")  # nothing of others before the answer
    store.show_answer(one.id, "template", "gone")
    ada = ada.run()
    assert "As you predicted" in said(ada) and len(ada.get("plotly_chart")) == 1
    assert ada.radio[0].disabled
    store.step_class(one.id, 1)
    assert "Step 2 of 6" in said(ada.run())
    store.end_class(one.id)
    assert "has ended" in said(ada.run())


def test_a_reload_goes_on_and_another_browser_does_not(home: Path) -> None:
    one = Store.open(home).start_class("en")
    ada = joined(one.code, "Ada")
    token = ada.query_params["pupil"]
    token = token if isinstance(token, str) else token[0]
    assert "You are Ada." in said(opened(**{"class": one.code, "pupil": token}))
    assert "Join" in [each.label for each in opened(**{"class": one.code}).button]


def test_what_cannot_join_is_one_sentence(home: Path) -> None:
    one = Store.open(home).start_class("en")
    joined(one.code, "Ada")
    for code, name, words in (
        ("XXXXXX", "Bob", "No class is open"),
        (one.code, "ada", "is taken"),
        (one.code, "", "nickname"),
    ):
        app = joined(code, name)
        assert words in app.error[0].value
    assert Store.open(home).pupils(one.id) == ["Ada"]


def test_a_nickname_is_never_markdown(home: Path, open_page: Open) -> None:
    one = Store.open(home).start_class("en")
    app = joined(one.code, "**b** [x](y) :red[z]"[:20])
    assert "You are \\*\\*b\\*\\* \\[x\\]" in said(app)
    assert "\\*\\*b\\*\\* \\[x\\]" in said(open_page(LESSON))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pupil_sees_the_lesson_and_nothing_else(home: Path, lang: str) -> None:
    one = Store.open(home).start_class("en")
    app = opened(lang=lang, **{"class": one.code})
    assert not app.exception and not app.sidebar.get("button_group")
    assert not app.get("page_link")
    assert [each.label for each in app.button] == ["Join" if lang == "en" else "加入"]


def test_a_pupil_reads_the_language_of_the_link_also_after_a_reload(home: Path) -> None:
    one = Store.open(home).start_class("zh")
    for lang in ("zh", "中文"):
        app = opened(lang=lang, **{"class": one.code})
        app.text_input(key="class_nickname").set_value(lang)
        app = press(app, "加入")
        assert "您是" in said(app)
        query = {name: "".join(app.query_params[name]) for name in ("class", "pupil", "lang")}
        assert query["lang"] == "zh" and "您是" in said(opened(**query))


def test_without_a_class_the_link_lets_nobody_see_more(home: Path) -> None:
    app = opened(**{"class": "anything"})
    assert [each.label for each in app.button] == ["Join"]
    assert not app.sidebar.get("button_group")
