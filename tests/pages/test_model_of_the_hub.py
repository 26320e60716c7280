"""A model of the hub on a page: a question with a button; a link alone fetches nothing."""

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from promptrec.store.store import Store
from promptrec.store.upkeep.consent import allowed

NAME = "owner/name"
LINK = {"run": "untuned", "model": NAME, "template": "{item.title}", "user": "u1", "item": "i1"}


def test_a_link_names_a_model_and_a_person_is_asked(
    open_page: Callable[..., AppTest], home: Path, hub_requests: list[str]
) -> None:
    app = open_page("pages/understand/explain.py", **LINK)
    assert not app.exception and not hub_requests
    asked = [one for one in app.button if one.label == f"Fetch {NAME}"]
    assert len(asked) == 1
    assert NAME in app.warning[0].value and "size not known before" in app.warning[0].value
    assert not allowed(Store.open(home))


def needs_a_model() -> None:
    from promptrec.model.backbones.catalogue import resolve
    from promptrec.store.upkeep.consent import ask_home
    from promptrec.ui.shell.guard import guard
    from promptrec.ui.state.home import home

    ask_home(home())
    with guard():
        resolve("owner/name")


def test_the_button_is_a_persons_yes_and_the_model_is_fetched(
    home: Path, hub_requests: list[str]
) -> None:
    app = AppTest.from_function(needs_a_model).run()
    assert not hub_requests
    app.button[0].click().run()
    assert allowed(Store.open(home)) == (NAME,)
    assert hub_requests == [NAME] and not app.button
    assert "could not be downloaded" in app.error[0].value


def needs_it_twice() -> None:
    from promptrec.model.backbones.catalogue import resolve
    from promptrec.store.upkeep.consent import ask_home
    from promptrec.ui.shell.guard import guard
    from promptrec.ui.state.home import home

    ask_home(home())
    for name in ("owner/name", "owner/other", "owner/name"):
        with guard():
            resolve(name)


def test_a_page_that_needs_a_model_in_two_places_asks_in_both(
    home: Path, hub_requests: list[str]
) -> None:
    app = AppTest.from_function(needs_it_twice).run()
    assert not app.exception and not app.error and not hub_requests
    labels = [one.label for one in app.button]
    assert labels == ["Fetch owner/name", "Fetch owner/other", "Fetch owner/name"]
    app.button[2].click().run()
    assert allowed(Store.open(home)) == ("owner/name",)
