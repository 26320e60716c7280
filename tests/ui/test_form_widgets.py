"""Every setting has a widget of its kind, with the words and bounds that it declares."""

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.ui.runs.form_fill import ELSEWHERE
from promptrec.ui.shared.forms.form_widgets import START, run_settings
from promptrec.words.table import LANGUAGES, table

SHOWN = [name for name in run_settings() if name not in (*ELSEWHERE, "model", "target_template")]


def all_widgets(names: list[str]) -> None:
    import streamlit as st

    from promptrec.ui.shared.forms.form_widgets import ask

    shown = {"select": {"choices": ("auc",)}}
    st.session_state["found"] = {name: ask(name, **shown.get(name, {})) for name in names}


def toy_method() -> None:
    import streamlit as st

    from promptrec.fields import Setting
    from promptrec.methods import METHODS
    from promptrec.methods.method import Method
    from promptrec.prompt.template import Template
    from promptrec.ui.runs.form import method_part
    from promptrec.ui.shared.forms.form_widgets import START

    own = Setting(name="toy_width", kind=int, default=5, least=2)
    with METHODS.holding(Method(name="toy", learning_rate=1e-3, settings=(own,))):
        st.session_state["found"] = method_part(Template("t", "{item.title}"), START)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_nobody_touches_gives_the_first_settings(language: str) -> None:
    app = AppTest.from_function(all_widgets, args=(SHOWN,))
    app.session_state["lang"] = language
    app.run()
    assert not app.exception
    assert app.session_state["found"] == {name: getattr(START, name) for name in SHOWN}
    labels = {one.label for kind in (app.selectbox, app.number_input, app.toggle) for one in kind}
    labels |= {one.label for one in app.text_input}
    assert labels == {table(language)[f"setting.{name}"] for name in SHOWN}
    assert all(one.help for one in (*app.selectbox, *app.number_input, *app.toggle))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_setting_that_is_a_term_shows_what_the_glossary_says(language: str) -> None:
    app = AppTest.from_function(all_widgets, args=(["head", "epochs"],))
    app.session_state["lang"] = language
    app.run()
    meanings = {name: table(language)[f"term.{name}_is"] for name in ("head", "epoch")}
    assert meanings["head"] in app.selectbox(key="run_head").help
    assert meanings["epoch"] in app.number_input(key="run_epochs").help
    assert "(#pr-term-epoch)" in app.number_input(key="run_epochs").help  # the way to it


def test_a_method_that_came_later_has_a_widget_for_its_setting() -> None:
    app = AppTest.from_function(toy_method).run()
    app.selectbox(key="run_method").set_value("toy").run()
    (width,) = app.number_input
    assert (width.label, width.value, width.min) == ("Toy width", 5, 2)
    width.set_value(3).run()
    assert app.session_state["found"] == {"method": "toy", "toy_width": 3}
