"""Pages that load a model: scores while typing, curves, the locked test rows, recommendations."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.store.snapshots import Run

pytestmark = pytest.mark.slow
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def unseen_items(home: Path) -> None:
    """Twelve items that nobody has met yet."""
    with (home / "datasets" / "tiny" / "items.csv").open("a", encoding="utf-8") as items:
        items.writelines(f"n{at},Never Seen {at},2001,Drama\n" for at in range(12))


def html_of(app: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label.startswith(label)).click()
    return app.run()


def test_examples_are_scored_and_the_change_is_shown(open_page: Open) -> None:
    app = open_page("pages/prepare/templates.py")
    app.selectbox(key="draft_model").set_value("tiny").run()
    app.selectbox(key="score_with").set_value("untuned").run()
    assert not app.error
    assert "+0.00 against the saved version" in html_of(app)
    app.session_state["draft_text"] = "Something else about {item.title}"
    app.session_state["draft_force"] = 9
    app.run()
    assert "against the saved version" in html_of(app)
    assert "+0.00 against the saved version" not in html_of(app)


def test_a_draft_that_asks_what_is_similar_is_read_while_it_is_typed_and_before_a_run(
    open_page: Open,
    home: Path,
    sequels_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copy(sequels_folder / "items.csv", home / "datasets" / "tiny" / "items.csv")
    app = open_page("pages/prepare/templates.py")
    assert not list((tmp_path / "cache").rglob("*.npy"))  # the palette waits for nobody
    app.session_state["draft_text"] = "[The user {history.similar:3}. ]{item.title}"
    app.session_state["draft_force"] = 9
    app.run()
    assert not app.error and not app.exception
    assert "what is similar to it (" in html_of(app)
    assert len(list((tmp_path / "cache").rglob("*.npy"))) == 1
    app.switch_page("pages/train/new_run.py").run()
    assert not app.error and not app.exception


def test_a_tuned_run_scores_the_examples(open_page: Open, tuned_run: Run) -> None:
    app = open_page("pages/prepare/templates.py")
    app.selectbox(key="score_with").set_value(tuned_run.id).run()
    assert not app.error
    assert "liked)" in html_of(app)


def test_words_that_would_help_are_measured_and_put_in(open_page: Open) -> None:
    app = open_page("pages/prepare/templates.py")
    app.selectbox(key="draft_model").set_value("tiny").run()
    app.session_state["draft_text"] = "a good film: {item.title}. it is {mask}."
    app.session_state["draft_force"] = 9
    app.run()
    app.selectbox(key="hint_place").set_value("good 2").run()
    press(app, "Look for words")
    assert not app.exception and not app.error
    said = "\n".join(str(one.value) for one in app.warning)
    assert "64 train rows" in said and "No valid and no test row was read" in said
    press(app, "Put it in")
    assert not app.exception and not app.error
    text = app.session_state["draft_text"]
    assert text != "a good film: {item.title}. it is {mask}." and text.startswith("a ")
    assert text.endswith(" film: {item.title}. it is {mask}.")
    app.selectbox(key="hint_place").set_value("great answer").run()
    press(app, "Look for words")
    press(app, "Put it in")
    assert not app.exception and not app.error
    words = app.session_state["draft_verbalizer"]
    assert words.endswith(",good/terrible,bad") and not words.startswith("great")


def test_a_tuned_run_has_words_but_no_answer_words_to_change(
    open_page: Open, tuned_run: Run
) -> None:
    app = open_page("pages/prepare/templates.py")
    app.selectbox(key="score_with").set_value(tuned_run.id).run()
    app.session_state["draft_text"] = "a good film: {item.title}"
    app.session_state["draft_force"] = 9
    app.run()
    assert app.selectbox(key="hint_place").options == ["a", "good", "film"]
    press(app, "Look for words")
    assert not app.exception and not app.error
    assert "In place of a:" in "\n".join(str(one.value) for one in (*app.markdown, *app.info)) or (
        "may stay" in "\n".join(str(one.value) for one in app.info)
    )


def test_recommendations_come_with_the_prompt_behind_each(open_page: Open, tuned_run: Run) -> None:
    app = open_page("pages/use/recommend.py")
    press(app, "Recommend")
    assert not app.error
    assert sum(one.label.startswith("**") for one in app.expander) == 10
    assert "Never Seen" in html_of(app)
