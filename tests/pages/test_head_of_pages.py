"""The line above every page: what to do, what next, the story, the glossary."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.store.store import Store
from promptrec.ui.shell.head import NEXT
from promptrec.ui.shell.story import STORY

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    str(page.relative_to(ROOT / "pages").with_suffix(""))
    for page in ROOT.glob("pages/*/*.py")
    if page.parent.name != "read"  # pages to be read have nothing above them
)
Open = Callable[..., AppTest]


def links(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("page_link")]


def words_of(app: AppTest) -> str:
    html = "\n".join(str(one.proto.body) for one in app.get("html"))
    return "\n".join([*(str(one.value) for one in (*app.markdown, *app.caption)), html])


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_to_do_and_leads_on(page: str, open_page: Open) -> None:
    app = open_page(f"pages/{page}.py")
    assert app.caption[0].value.endswith(".")
    assert links(app)[0].startswith("Next: " if page in NEXT else "Begin the story")
    assert any(one.label == "Glossary" for one in app.button)


def test_every_page_that_is_led_to_is_there() -> None:
    assert {*NEXT, *NEXT.values()} <= set(PAGES)
    assert {page for stop in STORY for page in stop.pages} <= set(PAGES)
    assert set(PAGES) - set(NEXT) == {"start/home"}


def test_a_link_on_carries_the_data_in_sight(open_page: Open) -> None:
    app = open_page("pages/prepare/data.py")
    (onward,) = [one.proto for one in app.get("page_link") if one.proto.label.startswith("Next")]
    assert onward.query_string == "data=tiny"


def test_who_does_not_follow_the_story_meets_none_of_it(open_page: Open, home: Path) -> None:
    for page in PAGES[:4]:
        app = open_page(f"pages/{page}.py")
        assert not any(one.label == "Leave the story" for one in app.button)
    assert Store.open(home).note("story") == ""


def test_the_story_goes_from_page_to_page_and_knows_what_was_done(
    open_page: Open, home: Path
) -> None:
    app = open_page("pages/prepare/data.py", story="on")
    assert "Step 1 of 6: Look at the data." in words_of(app)
    assert links(app)[0] == "Next: Change a template →"
    app.switch_page("pages/train/runs.py").run()
    assert "Step 3 of 6: Start a short run." in words_of(app)
    assert "✓ Look at the data" in words_of(app)
    assert "○ Change a template" in words_of(app)  # nothing was changed
    app.session_state["draft_text"] = "Is {item.title} good? {mask}"
    app.run()
    assert "✓ Change a template" in words_of(app)
    app.switch_page("pages/train/label.py").run()
    assert "The story waits." in words_of(app)
    assert links(app)[0] == "Next: Start a short run →"
    assert Store.open(home).note("story") == "look write"


def test_at_the_end_of_the_story_what_was_left_out_is_still_open(open_page: Open) -> None:
    app = open_page("pages/use/recommend.py", story="on")
    assert "Step 6 of 6: Get recommendations." in words_of(app)
    assert links(app)[0] == "Still open: Look at the data →"


def test_the_story_can_be_left_and_taken_up_another_day(open_page: Open, home: Path) -> None:
    app = open_page("pages/prepare/data.py", story="on")
    next(one for one in app.button if one.label == "Leave the story").click().run()
    assert not app.exception
    assert "Step 1 of 6" not in words_of(app)
    assert app.query_params.get("story") is None
    later = open_page("pages/start/home.py")
    assert "Go on: Change a template →" in links(later)
    assert ":green-badge[✓ Done]" in words_of(later)


def test_an_own_run_is_known_to_the_story(open_page: Open, finished_run: object) -> None:
    app = open_page("pages/prepare/templates.py", story="on")
    assert "✓ Start a short run" in words_of(app)
    assert links(app)[0] == "Next: Was it worth it? →"
