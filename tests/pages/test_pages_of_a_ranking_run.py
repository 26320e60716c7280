"""Pages of a run that was tuned to rank: scores in order, no percent, and why."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.settings import SplitSettings
from promptrec.store.snapshots import Run

pytestmark = pytest.mark.slow
Open = Callable[..., AppTest]
WHY = "put items in order and are no probabilities"


@pytest.fixture
def ranking_run(home: Path, carried_out: Callable[..., Run]) -> Run:
    """A run with bpr, and twelve items that nobody has met yet."""
    with (home / "datasets" / "tiny" / "items.csv").open("a", encoding="utf-8") as items:
        items.writelines(f"n{at},Never Seen {at},2001,Drama\n" for at in range(12))
    return carried_out(loss="bpr", split=SplitSettings(name="random"))


def words_of(app: AppTest) -> str:
    assert not app.exception
    assert not [one.value for one in app.error if "our side" in one.value]
    words = [one.value for part in (app.markdown, app.caption, app.info) for one in part]
    words += [one.label for one in app.expander]
    return "\n".join([*words, *(str(one.proto.body) for one in app.get("html"))])


def test_no_page_shows_a_probability(open_page: Open, ranking_run: Run) -> None:
    recommend = open_page("pages/use/recommend.py")
    next(one for one in recommend.button if one.label == "Recommend").click().run()
    label = open_page("pages/train/label.py")
    next(one for one in label.button if one.label.startswith("Ask 10")).click().run()
    templates = open_page("pages/prepare/templates.py")
    templates.selectbox(key="score_with").set_value(ranking_run.id).run()
    views = ("fields", "answers", "what_if", "truth")
    explained = [
        open_page("pages/understand/explain.py", run=ranking_run.id, view=view) for view in views
    ]
    for app in (recommend, label, templates, *explained):
        words = words_of(app)
        assert WHY in words
        assert "% liked" not in words
        assert "verdict" not in words.replace("no verdict", "")
    places = [one.label for one in recommend.expander if one.label.startswith("**")]
    assert len(places) == 10
    assert "%" not in "".join(places)


def test_compare_leaves_a_ranking_run_out_of_the_classes_and_says_so(
    open_page: Open, ranking_run: Run
) -> None:
    app = open_page("pages/understand/compare.py")
    app.session_state["versus_view"] = "classes"
    assert "No calibration and no classes" in words_of(app.run())
