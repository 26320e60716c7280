"""The tests of an explanation, two templates and a whole data set on the Explain page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
EXPLAIN = "pages/understand/explain.py"


def opened(open_page: Open, view: str, model: str = "tiny", **more: str) -> AppTest:
    """The page in one view, as an address asks for it."""
    app = open_page(EXPLAIN, run="untuned", user="u3", item="i4", view=view, model=model, **more)
    assert not app.exception
    return app


def test_every_test_has_a_light_and_the_address_keeps_the_method(open_page: Open) -> None:
    app = opened(open_page, "truth", tested="occlusion")
    assert app.query_params["tested"] in ("occlusion", ["occlusion"])
    lights = [one.value for one in (*app.success, *app.warning, *app.error)]
    assert sum(one[:1] in "●◐○" for one in lights) >= 4
    assert app.get("plotly_chart")


def test_attention_is_held_against_random_weights_and_leads_to_all_tests(open_page: Open) -> None:
    app = opened(open_page, "reading")
    lights = [one.value for one in (*app.success, *app.warning, *app.error)]
    tests = [
        one for one in lights if (one[:1] in "●◐○" and "at random" in one) or "random w" in one
    ]
    assert len(tests) == 2  # the verdict on both stands beside them
    assert any("random weights" in one for one in lights)
    fails = any("Attention fails here" in one for one in lights)
    assert fails == any(one[:1] == "○" for one in lights)
    next(one for one in app.button if "Is it true?" in one.label).click().run()
    assert not app.exception
    assert app.session_state["explain_tested"] == "attention_rollout"
    shown = [one.value for one in (*app.success, *app.warning, *app.error)]
    assert set(tests) <= set(shown)  # both views say the same


def test_edits_are_marked_and_a_user_who_knows_every_item_is_told_so(open_page: Open) -> None:
    app = opened(open_page, "two_templates")
    assert "explain_against" in app.session_state
    assert any("<ins>" in one.body or "<del>" in one.body for one in app.get("html"))
    assert any("nothing to rank" in one.value for one in (*app.error, *app.info, *app.warning))


def test_a_data_set_is_explained_on_the_button_only(open_page: Open) -> None:
    app = opened(open_page, "dataset", over="25", group="item.genres")
    assert not app.get("plotly_chart")
    app.button(key="explain_start").click().run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    app.run()
    assert len(app.get("plotly_chart")) == 1  # kept


@pytest.mark.slow
def test_the_real_model_is_put_to_the_test(open_page: Open) -> None:
    app = opened(open_page, "truth", "minilm", tested="attention_rollout")
    lights = [one.value for one in (*app.success, *app.warning, *app.error)]
    assert sum(one[:1] in "●◐○" for one in lights) >= 4
