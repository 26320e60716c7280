"""New run says how long a run learns, why, and lets a person say otherwise."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.settings.by_rows import course_of
from promptrec.store.store import Store
from promptrec.ui.state import served as starting

Open = Callable[..., AppTest]
NEW_RUN = "pages/train/new_run.py"


def told(app: AppTest) -> str:
    """The sentence under the epochs."""
    (found,) = [one.value for one in app.caption if "docs/defaults.md" in one.value]
    return str(found)


def rows_of(app: AppTest) -> int:
    """The rows that the plan learns from, and the sentence speaks of."""
    rows = {metric.label: metric.value for metric in app.metric}["Rows to learn from"]
    assert told(app).startswith(f"{rows} rows: ")
    return int(re.sub(r"\D", "", rows))


def begins(rows: int) -> str:
    return f"{rows} rows: {course_of(rows).epochs} epochs at "


def press(app: AppTest, label: str) -> None:
    next(one for one in app.button if one.label == label).click()
    app.run()


def test_new_run_chooses_by_the_rows_and_keeps_what_a_person_says(
    open_page: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "ensure_supervisor", lambda _: None)
    app = open_page(NEW_RUN)
    app.selectbox(key="run_model").set_value("tiny").run()
    assert app.number_input(key="run_epochs").value is None
    assert told(app).startswith(begins(rows_of(app)))
    app.number_input(key="run_max_train").set_value(20).run()
    assert rows_of(app) == 20 and told(app).startswith(begins(20))
    press(app, "Start")
    app = open_page(NEW_RUN)
    app.selectbox(key="run_model").set_value("tiny").run()
    app.number_input(key="run_epochs").set_value(5).run()
    app.number_input(key="run_max_train").set_value(20).run()
    assert "20 rows: your own 5 epochs at 0.001 stay" in told(app)
    assert app.number_input(key="run_epochs").value == 5
    press(app, "Start")
    own, chosen = Store.open(home).runs()
    assert (own.settings.epochs, own.settings.learning_rate) == (5, None)
    assert (chosen.settings.epochs, chosen.settings.max_train) == (course_of(20).epochs, 20)


def test_own_numbers_go_at_a_press_and_nothing_is_told_where_nothing_is_trained(
    open_page: Open,
) -> None:
    app = open_page(NEW_RUN)
    app.radio(key="new_run_preset").set_value("classic").run()
    assert "your own 5 epochs at 2e-05 stay" in told(app)
    press(app, "Choose by the number of rows")
    assert app.number_input(key="run_epochs").value is None
    assert told(app).startswith(begins(rows_of(app)))
    app.selectbox(key="run_method").set_value("none").run()
    assert not [one for one in app.caption if "docs/defaults.md" in one.value]
