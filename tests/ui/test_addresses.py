"""What an address says is taken from a link, and never from the page that wrote it."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from promptrec.ui.shell.address import asked_by_link, write_address
    from promptrec.ui.state.key import Key

    written: Key[dict[str, str]] = Key("written", {})
    asked = asked_by_link(["one", "two"], written)
    if "one" in asked:
        st.session_state["chosen"] = asked["one"]
    chosen = st.selectbox("one", ["a", "b", "c"], key="chosen")
    write_address(["one", "two"], {"one": str(chosen)}, written)


def opened(**asked: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, value in asked.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> tuple[str, list[str]]:
    assert not app.exception
    value = app.query_params["one"]
    return app.selectbox[0].value, [value] if isinstance(value, str) else value


def test_a_page_without_a_link_says_its_first_choice_at_once() -> None:
    app = opened()
    assert shown(app) == ("a", ["a"])
    assert app.selectbox[0].set_value("b").run() and shown(app) == ("b", ["b"])


def test_a_link_is_taken_and_what_it_says_beside_is_dropped() -> None:
    app = opened(one="c", two="zzz")
    assert shown(app) == ("c", ["c"]) and "two" not in app.query_params
    app.query_params["one"] = "b"  # another link to the same page
    assert shown(app.run()) == ("b", ["b"])


def test_a_second_click_from_the_address_before_the_first_does_not_undo_it() -> None:
    app = opened(one="c")
    app.selectbox[0].set_value("b").run()
    app.query_params["one"] = "c"  # the browser had not heard of b yet
    assert shown(app.selectbox[0].set_value("a").run()) == ("a", ["a"])
