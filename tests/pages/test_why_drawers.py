"""The drawer that says why, beside scores of the editor, of questions and of compared rows."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run

Open = Callable[..., AppTest]
TEMPLATES, LABEL = "pages/prepare/templates.py", "pages/train/label.py"
COMPARE = "pages/understand/compare.py"


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label.startswith(label)).click()
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption)
    html = [str(one.proto.body) for one in app.get("html")]
    return "\n".join([*(str(one.value) for one in shown), *html])


def scores(words: str) -> list[str]:
    """Numbers that a page calls a score."""
    return re.findall(r"[Ss]core(?: is)? ([+-]\d+\.\d\d)", words)


def test_the_editor_says_why_a_card_has_its_score_and_shows_no_way_to_itself(
    open_page: Open, tuned_run: Run
) -> None:
    app = press(open_page(TEMPLATES, score=tuned_run.id), "Why this score?")
    words = said(app)
    assert "What moved the score" in words and "item.title" in words
    assert len(found := scores(words)) >= 2 and len(set(found)) == 1
    assert not any("editor" in str(one.proto.label) for one in app.get("page_link"))


def test_a_question_of_an_untuned_template_says_why_it_has_its_score(
    open_page: Open, home: Path
) -> None:
    path = home / "datasets" / "tiny" / "interactions.csv"
    header, *rows = path.read_text().splitlines()
    kept = [row for at, row in enumerate(rows) if at // 12 % 2]
    path.write_text("\n".join([header, *kept, ""]))  # some pairs are now unlabelled
    app = open_page(LABEL)
    app.selectbox(key="label_run").set_value("untuned").run()
    app.selectbox(key="label_model").set_value("tiny").run()
    words = said(press(press(app, "Ask 10"), "Why this score?"))
    assert "What moved the score" in words
    links = [str(one.proto.label) for one in app.get("page_link")]
    assert any("editor" in one for one in links) and any("asked of" in one for one in links)


@pytest.mark.slow
def test_a_row_of_a_comparison_says_why_on_either_side(
    open_page: Open, many: RunSettings, carried_out: Callable[..., Run]
) -> None:
    shared = {"dataset": many.dataset, "split": many.split, "method": "none"}
    runs = [carried_out(**shared, template=text) for text in ("{item.title}", many.template)]
    app = open_page(COMPARE, data="many", runs=",".join(run.id for run in runs), view="users")
    buttons = [one.label for one in app.button if one.label.startswith("Why this score of")]
    assert len(buttons) == 2
    words = said(press(app, buttons[1]))
    assert "What moved the score" in words and "item.genres" in words
