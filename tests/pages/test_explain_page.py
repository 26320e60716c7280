"""The Explain page: every view is about the same number, and its address restores it."""

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.report.prompt_html import tokens_html

Open = Callable[..., AppTest]
EXPLAIN = "pages/understand/explain.py"
VIEWS = ("fields", "tokens", "reading", "answers", "what_if", "similar")


@pytest.fixture
def opened(open_page: Open) -> Callable[[str], AppTest]:
    """The page on the random model in one view, as an address asks for it."""

    def open_view(view: str) -> AppTest:
        app = open_page(EXPLAIN, run="untuned", user="u3", item="i4", view=view)
        app.selectbox(key="explain_model").set_value("tiny").run()
        assert not app.exception
        return app

    return open_view


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_the_score_and_keeps_the_address(
    opened: Callable[[str], AppTest], view: str
) -> None:
    app = opened(view)
    assert not app.error or view in ("tokens", "reading")  # the red light is a box, too
    (score,) = [one.value for one in app.metric if one.label == "Score"]
    assert float(score)
    asked = {name: app.query_params[name] for name in ("user", "item", "view", "run")}
    assert asked == {"user": "u3", "item": "i4", "view": view, "run": "untuned"}


def test_the_waterfall_ends_at_the_score(opened: Callable[[str], AppTest]) -> None:
    app = opened("fields")
    assert len(app.get("plotly_chart")) == 1


def test_an_edited_value_stands_beside_the_old_one(opened: Callable[[str], AppTest]) -> None:
    app = opened("what_if")
    field = next(one for one in app.text_input if one.label == "The title")
    field.set_value("Another film")
    next(one for one in app.button if one.label == "Try these values").click().run()
    assert not app.exception
    labels = [one.label for one in app.metric]
    assert {"As it is", "As you changed it"} <= set(labels)


def test_text_of_the_data_is_escaped_among_the_tokens(tiny_dataset: object) -> None:
    import numpy as np

    from promptrec.explain.records import Attribution, Token

    tokens = (Token(at=0, id=1, text="<script>", field="item.title", kind="field"),)
    found = Attribution(
        method="occlusion", tokens=tokens, values=np.array([1.0]), score=1.0, base_score=0.0
    )
    assert "<script>" not in tokens_html(found)


def test_an_address_holds_the_text_of_an_untuned_template_and_restores_it(open_page: Open) -> None:
    text = "{item.title} was {mask}."
    asked = {"run": "untuned", "model": "tiny", "user": "u3", "item": "i4", "template": text}
    app = open_page(EXPLAIN, **asked, view="tokens", method="occlusion")
    assert not app.exception
    assert {name: app.query_params[name] for name in asked} == asked
    assert app.query_params["method"] == "occlusion"
    (score,) = [one.value for one in app.metric if one.label == "Score"]
    app.session_state["explain_user"] = "u5"
    assert not app.run().exception
    assert app.query_params["user"] == "u5"  # what is shown wins over what the page wrote before
    other = open_page(EXPLAIN, **asked, view="tokens")
    assert [one.value for one in other.metric if one.label == "Score"] == [score]


def test_a_broken_template_in_an_address_is_a_sentence(open_page: Open) -> None:
    app = open_page(EXPLAIN, run="untuned", user="u3", item="i4", template="{item.title")
    assert not app.exception
    assert "line 1" in app.error[0].value


def test_changed_words_stand_beside_the_old_ones(opened: Callable[[str], AppTest]) -> None:
    app = opened("what_if")
    area = next(one for one in app.text_area if one.label == "Prompt")
    area.set_value(f"{area.value} Really")
    next(one for one in app.button if one.label == "Try these words").click().run()
    assert not app.exception
    assert {"As it is", "As you changed it"} <= {one.label for one in app.metric}


def test_a_link_restores_what_was_changed_and_another_prompt_starts_unchanged(
    open_page: Open,
) -> None:
    text = "[Liked: {history.liked:3}. ]{item.title} was {mask}."
    asked = {"run": "untuned", "model": "tiny", "user": "u3", "item": "i4", "template": text}
    app = open_page(EXPLAIN, **asked, view="what_if")
    (liked,) = [one for one in app.text_area if one.label == "Titles that the user liked"]
    _, *others = liked.value.split("\n")
    liked.set_value("\n".join(["Good, the Bad", *others]))
    next(one for one in app.button if one.label == "Try these values").click().run()
    assert not app.exception
    score = next(one.value for one in app.metric if one.label == "As you changed it")
    kept = app.query_params["edits"]
    kept = kept[0] if isinstance(kept, list) else kept
    assert json.loads(kept) == {"history.liked": "\n".join(["Good, the Bad", *others])}

    again = open_page(EXPLAIN, **asked, view="what_if", edits=kept)
    assert not again.exception
    assert [one.value for one in again.metric if one.label == "As you changed it"] == [score]
    assert "Good, the Bad" in next(one.value for one in again.text_area if "liked" in one.label)
    again.session_state["explain_user"] = "u5"
    assert not again.run().exception
    assert "edits" not in again.query_params
    assert "As you changed it" not in [one.label for one in again.metric]


@pytest.mark.parametrize("edits", ["{", "[1]", '{"item.title": 3, "user.none": "x"}'])
def test_a_link_whose_edits_cannot_be_read_changes_nothing(open_page: Open, edits: str) -> None:
    app = open_page(EXPLAIN, run="untuned", user="u3", item="i4", view="what_if", edits=edits)
    assert not app.exception and not app.error
    assert "As you changed it" not in [one.label for one in app.metric]


def test_changed_words_stand_in_the_address(open_page: Open) -> None:
    asked = {"run": "untuned", "model": "tiny", "user": "u3", "item": "i4"}
    text = "{item.title} was {mask}."
    app = open_page(EXPLAIN, **asked, template=text, view="what_if", edited="Alien was [MASK].")
    assert not app.exception
    assert "As you changed it" in [one.label for one in app.metric]
    assert app.query_params["edited"] in ("Alien was [MASK].", ["Alien was [MASK]."])
