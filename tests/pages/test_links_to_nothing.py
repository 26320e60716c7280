"""A link that names what is not here: a sentence says so, and what is shown instead."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.shipped import open_dataset
from promptrec.settings import AddedLabel
from promptrec.store.snapshots import Run
from promptrec.store.store import Store

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]
EXPLAIN, RUNS = "pages/understand/explain.py", "pages/train/runs.py"
TEMPLATES, NEW_RUN = "pages/prepare/templates.py", "pages/train/new_run.py"
HERE = {"run": "untuned", "model": "tiny", "user": "u3", "item": "i4"}


def warnings_of(app: AppTest) -> list[str]:
    assert not app.exception
    assert not [one for one in app.error if "our side" in one.value]  # red lights are boxes, too
    return [one.value.replace("\\", "") for one in app.warning]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"run": "r9999"}, "the run r9999, which is not here. Shown instead: untuned"),
        ({"item": "zzz"}, "the item zzz, which is not here. Shown instead: i"),
        ({"view": "zzz"}, "the view zzz, which is not here. Shown instead: fields"),
        ({"view": "tokens", "method": "zzz"}, "method zzz, which is not here. Shown instead: int"),
        ({"view": "reading", "attention": "head.99.1"}, "head.99.1, which is not here. Shown"),
        ({"view": "answers", "field": "item.zzz"}, "the field item.zzz, which is not here. Shown"),
        ({"view": "truth", "tested": "zzz"}, "the method zzz, which is not here. Shown instead: "),
        ({"view": "two_templates", "against": "zzz"}, "run zzz, which is not here."),
        ({"view": "dataset", "over": "7"}, "examples 7, which is not here. Shown instead: 200"),
        ({"view": "dataset", "group": "user.zzz"}, "the group user.zzz, which is not here. It is"),
        ({"view": "what_if", "edits": '{"a'}, 'the edits {"a, which is not here. It is left out'),
        ({"view": "what_if", "edits": '{"item.zzz": "x"}'}, "the field item.zzz, which is not"),
    ],
)
def test_an_explanation_says_what_its_link_asks_for_in_vain(
    asked: dict[str, str], shown: str, open_page: Open
) -> None:
    app = open_page(EXPLAIN, **{**HERE, **asked})
    (warning,) = [one for one in warnings_of(app) if "The link asks" in one]
    assert shown in warning
    app.selectbox(key="explain_user").set_value("u5").run()  # something else is asked
    assert not [one for one in warnings_of(app) if "The link asks" in one]


def test_a_link_that_names_what_is_here_warns_of_nothing(open_page: Open) -> None:
    for view in ("tokens", "answers", "dataset"):
        found = warnings_of(open_page(EXPLAIN, **HERE, view=view))
        assert not [one for one in found if "The link asks" in one]


def test_a_user_that_the_data_does_not_have_is_called_new(open_page: Open) -> None:
    app = open_page(EXPLAIN, **{**HERE, "user": "zzz"})
    assert any("User zzz is not in the data" in one.value for one in app.caption)


def test_a_run_of_other_data_is_not_explained_silently(open_page: Open, finished_run: Run) -> None:
    app = open_page(EXPLAIN, **{**HERE, "run": finished_run.id, "data": "shop", "item": ""})
    assert any(finished_run.id in one for one in warnings_of(app))


def test_runs_say_that_the_run_of_a_link_is_not_here(open_page: Open, finished_run: Run) -> None:
    (warning,) = warnings_of(open_page(RUNS, run="r9999"))
    assert f"the run r9999, which is not here. Shown instead: {finished_run.id}" in warning
    assert not warnings_of(open_page(RUNS, run=finished_run.id))


def test_a_run_under_way_is_said_to_be_so_where_only_finished_ones_are_shown(
    open_page: Open, finished_run: Run, home: Path
) -> None:
    waits = Store.open(home).queue(finished_run.settings)
    app = open_page("pages/use/recommend.py", run=waits.id)
    assert not warnings_of(app)
    assert any(f"{waits.id} has not finished yet" in one.value for one in app.info)


def test_data_that_is_not_here_is_said_wherever_it_is_chosen(open_page: Open) -> None:
    for page in ("pages/prepare/data.py", TEMPLATES, NEW_RUN):
        (warning,) = warnings_of(open_page(page, data="zzz"))
        assert "the data set zzz, which is not here. Shown instead: movies" in warning


def test_a_language_that_is_not_here_is_said(home: Path) -> None:
    def entered(lang: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params["lang"] = lang
        return app.run()

    (warning,) = warnings_of(entered("xx"))
    assert "language xx" in warning
    chinese = entered("zh")  # its code will do
    assert not warnings_of(chinese)
    assert "\u4e00" <= chinese.title[0].value[0] <= "\u9fff"


def test_the_templates_page_says_what_it_cannot_take_from_a_link(open_page: Open) -> None:
    (warning,) = warnings_of(open_page(TEMPLATES, item="zzz"))
    assert "the item zzz, which is not here" in warning
    (warning,) = warnings_of(open_page(TEMPLATES, template="{item.title"))
    assert "cannot be read" in warning


def test_labels_are_learned_from_only_where_somebody_says_so(open_page: Open, home: Path) -> None:
    fingerprint = open_dataset(str(home / "datasets" / "tiny")).fingerprint()
    Store.open(home).set_label(fingerprint, AddedLabel(user="u1", item="i2", label=1))
    assert open_page(NEW_RUN).selectbox(key="run_labels").value == "none"
    asked = open_page(NEW_RUN, run_labels="now")  # as the link of the Label page says
    assert asked.selectbox(key="run_labels").value == "now"
    asked.selectbox(key="run_labels").set_value("none").run()
    assert asked.selectbox(key="run_labels").value == "none"


def test_the_first_language_of_a_visit_is_the_one_that_a_switch_leaves(home: Path) -> None:
    """Else choices that were drawn in it keep their labels when another is chosen."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["lang"] = "zh"
    app.run()
    assert app.session_state["spoken"] == "zh"


def test_the_templates_page_takes_text_label_words_pair_and_scorer_from_a_link(
    open_page: Open, tuned_run: Run
) -> None:
    app = open_page(
        "pages/prepare/templates.py",
        template="{item.title} {mask}",
        words="yes/no",
        user="u3",
        item="i4",
        score=tuned_run.id,
    )
    assert not app.exception
    state = app.session_state
    assert (state["draft_text"], state["draft_verbalizer"]) == ("{item.title} {mask}", "yes/no")
    assert (state["user"], state["score_with"]) == ("u3", tuned_run.id)
    assert "Heat · i4" in [one.value for one in app.selectbox]
