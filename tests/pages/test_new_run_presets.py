"""New run: three ready-made ways, told in time and rows; what a preset puts back is said."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.settings import PRESETS, RunSettings
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.ui.shared.forms.form_widgets import filled
from promptrec.ui.state import served as starting
from promptrec.words.table import LANGUAGES, table

Open = Callable[..., AppTest]
NEW_RUN, RUNS = "pages/train/new_run.py", "pages/train/runs.py"
NAMES = [name for one in PRESETS.values() for name in one.settings]


@pytest.fixture
def opened(open_page: Open) -> AppTest:
    app = open_page(NEW_RUN)
    return app.selectbox(key="run_model").set_value("tiny").run()


@pytest.fixture
def nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda _: None)  # a process of its own


def choose(app: AppTest, name: str) -> AppTest:
    return app.radio(key="new_run_preset").set_value(name).run()


def said(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in app.caption)


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_preset_has_its_words(language: str) -> None:
    words = table(language)
    for name in PRESETS:
        assert all(words.get(f"preset.{name}{what}") for what in ("", "_what", "_for"))


def test_the_first_preset_is_chosen_and_each_says_its_time_and_its_rows(opened: AppTest) -> None:
    assert opened.radio(key="new_run_preset").value == next(iter(PRESETS))
    captions = opened.radio(key="new_run_preset").proto.captions
    assert len(captions) == len(PRESETS)
    assert all("**≈ " in one and " rows**" in one for one in captions)
    assert [one.label for one in opened.button if one.label == "Start"] == ["Start"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_that_is_started_untouched_is_the_preset(
    name: str, opened: AppTest, home: Path, nobody_works: None
) -> None:
    press(choose(opened, name), "Start")
    (run,) = Store.open(home).runs()
    wanted = {one: getattr(filled(name), one) for one in ("method", "loss", "seed", *NAMES)}
    found = {one: getattr(run.settings, one) for one in wanted}
    rows_choose = ("epochs", "learning_rate", "patience")  # where the preset leaves it to them
    for one in rows_choose:
        if wanted[one] is None:
            del wanted[one], found[one]
    assert found == wanted
    assert run.settings.model == "tiny"  # no preset is about the model


def test_what_a_person_changed_is_said_and_can_be_put_back(opened: AppTest) -> None:
    assert "Your own beside it" not in said(opened)
    opened.number_input(key="run_max_train").set_value(20).run()
    assert "Your own beside it: Rows to learn from, at most: 20" in said(opened)
    app = press(opened, "Put back")
    assert "Your own beside it" not in said(app)
    assert app.number_input(key="run_max_train").value == 256


def test_a_preset_says_what_it_puts_back(opened: AppTest) -> None:
    opened.number_input(key="run_seed").set_value(7).run()
    app = choose(opened, "careful")
    assert "Put back, as the preset has it: What is drawn (seed): 0" in said(app) or (
        "Put back, as the preset has it: " in said(app) and ": 0" in said(app)
    )
    assert app.number_input(key="run_seed").value == 0
    assert app.selectbox(key="run_start_from").value == "stack"


def test_a_run_that_is_repeated_is_no_preset_until_one_is_chosen(
    open_page: Open, finished_run: Run
) -> None:
    app = press(open_page(RUNS), "Repeat with changes")
    app = app.switch_page(NEW_RUN).run()
    assert app.radio(key="new_run_preset").value is None
    assert "those of the run that you repeat" in said(app)
    app = choose(app, "quick")
    assert app.number_input(key="run_max_train").value == 256
    assert "those of the run that you repeat" not in said(app)


def test_a_value_that_cannot_work_is_said_and_the_presets_stay(opened: AppTest) -> None:
    app = opened.selectbox(key="run_head").set_value("cloze").run()
    assert "{mask}" in app.error[0].value
    assert len(app.radio(key="new_run_preset").options) == len(PRESETS)
    assert not any(one.label == "Start" for one in app.button)
    app = choose(app, "classic")  # reads by a classifier
    assert not app.error and any(one.label == "Start" for one in app.button)


def test_a_link_chooses_the_template_by_its_text_or_its_name(open_page: Open) -> None:
    app = open_page(NEW_RUN, template="Is {item.title} good?")
    assert app.selectbox(key="run_template").value == "linked"
    app = open_page(NEW_RUN, template="library/Plain title")
    assert app.selectbox(key="run_template").value == "library/Plain title"
    app = open_page(NEW_RUN, template="Is {item.tittle")
    assert app.warning and not app.exception


def test_a_name_and_what_it_is_for_go_with_the_run(
    opened: AppTest, home: Path, nobody_works: None
) -> None:
    opened.text_input(key="new_run_name").set_value("second")
    opened.text_input(key="new_run_note").set_value("for the meeting").run()
    press(opened, "Start")
    (run,) = Store.open(home).runs()
    assert (run.name, run.note) == ("second", "for the meeting")


def test_the_last_template_of_a_person_is_the_first_choice(
    open_page: Open, home: Path, settings: RunSettings
) -> None:
    Store.open(home).save_template(name="mine", text="All about {item.title}")
    Store.open(home).save_template(name="other", text="Is {item.title} good?")
    Store.open(home).queue(dataclasses.replace(settings, template="All about {item.title}"))
    assert open_page(NEW_RUN).selectbox(key="run_template").value == "own/mine"
    linked = open_page(NEW_RUN, template="own/other")
    assert linked.selectbox(key="run_template").value == "own/other"
