"""Every box of every page takes what a person may put into it: a sentence at worst, no crash."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, Multiselect, Selectbox

from promptrec.store.snapshots import Run

pytestmark = pytest.mark.slow
Open = Callable[..., AppTest]
HOSTILE = "<b>`*{zzz}[x] $1$ \\\\ 猫 :red[y]"
LARGE = 1_000_000
KINDS = (
    "text_input",
    "text_area",
    "number_input",
    "selectbox",
    "multiselect",
    "slider",
    "select_slider",
    "checkbox",
    "toggle",
    "radio",
    "button_group",
)
OF_THE_DRAFT = "selectbox hint_place"  # words of the template that was chosen last
MODELS = ("draft_model", "run_model", "search_model", "label_model", "explain_model")
ROOT = Path(__file__).parents[2]
EXPLAIN, COMPARE = "pages/understand/explain.py", "pages/understand/compare.py"
EXPLAIN_VIEWS = ("fields", "tokens", "answers", "what_if", "truth", "two_templates", "dataset")
COMPARE_VIEWS = ("differences", "metrics", "curves", "classes", "users", "ladder", "beyond", "test")
OTHERS = sorted(
    page
    for page in (str(one.relative_to(ROOT)) for one in (ROOT / "pages").glob("*/*.py"))
    if page not in (EXPLAIN, COMPARE) and "pages/read/" not in page  # nothing to press
)


def attempts(box: Any) -> Iterator[object]:  # noqa: C901 - one line a kind of box
    """What a person could put there: something likely, and something nobody thought of."""
    kind, value = box.type, box.value
    options = list(getattr(box, "options", ()))
    if box.key in MODELS:
        yield HOSTILE
    elif kind in ("text_input", "text_area"):
        yield from ("a", HOSTILE, "")
    elif kind == "number_input":
        yield from {box.min if box.min is not None else -LARGE, box.max or LARGE} - {value}
    elif kind in ("checkbox", "toggle"):
        yield not value
    elif kind == "multiselect":
        yield from ([], options)
    elif kind == "slider":
        yield from (box.min, box.max)
    elif kind == "select_slider":
        yield from (options[0], options[-1])
    else:
        yield from [one for one in (*options[1:3], options[-1]) if one != value]
        if getattr(box.proto, "accept_new_options", False):
            yield from ("a", HOSTILE)


def boxes(app: AppTest) -> dict[str, Any]:
    """Every box in sight by its kind and its key, or its label."""
    found = ((f"{kind} {box.key or box.label}", box) for kind in KINDS for box in app.get(kind))
    return {name: box for name, box in found if box.key != "lang"}  # labels are those of one


def walk(app: AppTest) -> int:
    """Put every attempt into every box in sight, one after the other; how often that was."""
    done = 0
    for name in boxes(app):
        if name == OF_THE_DRAFT and name not in boxes(app):
            continue
        assert name in boxes(app), f"{name} is gone, and everything was put back as it was"
        for value in list(attempts(boxes(app)[name])):
            before = boxes(app)[name].value
            boxes(app)[name].set_value(value).run()
            done += 1
            where = f"{name}: {value!r}"
            assert not app.exception, f"{where}: {app.exception[0].message}"
            assert not [one.value for one in app.error if "our side" in one.value], where
            if name in boxes(app):
                boxes(app)[name].set_value(before).run()
    return done


def label(box: Any, chosen: object) -> str:
    """How a choice stands in its list; what was typed there is its own label."""
    return str(chosen if chosen in box.options else box.format_func(chosen))


def one_sent(box: Any) -> WidgetState:
    """What a browser sends of a list; AppTest can send neither a label nor typed text."""
    state = WidgetState(id=box.id)
    if box.value is not None and box.options:
        state.string_value = label(box, box.value)
    return state


def several_sent(box: Any) -> WidgetState:
    """The same of boxes that may take several; a single choice comes alone."""
    state = WidgetState(id=box.id)
    chosen = box.value if isinstance(box.value, list | tuple) else [box.value]
    state.string_array_value.data[:] = [label(box, one) for one in chosen if one is not None]
    return state


@pytest.fixture(autouse=True)
def as_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(Selectbox, "_widget_state", property(one_sent))
    for kind in (Multiselect, ButtonGroup):
        monkeypatch.setattr(kind, "_widget_state", property(several_sent))


@pytest.mark.parametrize("page", OTHERS)
def test_every_box_of_a_page_takes_anything(page: str, open_page: Open, tuned_run: Run) -> None:
    app = open_page(page)
    for key in MODELS:
        for box in app.selectbox:
            if box.key == key:
                box.set_value("tiny").run()
    assert walk(app) or not app.get("selectbox")


@pytest.mark.parametrize("view", EXPLAIN_VIEWS)
def test_every_box_of_an_explanation_takes_anything(view: str, open_page: Open) -> None:
    app = open_page(EXPLAIN, run="untuned", model="tiny", user="u3", item="i4", view=view)
    assert walk(app)


@pytest.mark.parametrize("view", COMPARE_VIEWS)
def test_every_box_of_a_comparison_takes_anything(
    view: str, open_page: Open, carried_out: Callable[..., Run]
) -> None:
    carried_out()
    carried_out(seed=1, method="head")
    app = open_page(COMPARE)
    app.session_state["versus_view"] = view
    assert walk(app.run())
    assert app.session_state["versus_view"] == view


@pytest.mark.parametrize("tab", ["Split", "Values as words", "Upload"])
def test_every_box_of_a_tab_of_data_takes_anything(tab: str, open_page: Open) -> None:
    app = open_page("pages/prepare/data.py")
    before = set(boxes(app))
    app.session_state["data_tab"] = tab
    app.run()
    assert set(boxes(app)) - before, "the tab is not open"
    assert walk(app)
