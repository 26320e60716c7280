"""Recommend for somebody typed in, a second run beside, kept lists, the drawer that says why."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from promptrec.data.loading import load
from promptrec.recommend.beside import moved_words
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.words.table import worded

Open = Callable[..., AppTest]
PAGE = "pages/use/recommend.py"


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def said(app: AppTest) -> str:
    assert not app.exception
    shown = (*app.markdown, *app.caption, *app.subheader, *app.success, *app.error)
    html = [str(one.proto.body) for one in app.get("html")]
    return "\n".join([*(str(one.value) for one in shown), *html])


def places(app: AppTest) -> list[str]:
    return [one.label for one in app.expander if one.label.startswith("**")]


@pytest.fixture
def somebody_new(open_page: Open, tuned_run: Run) -> AppTest:
    """The page once somebody who likes Alien and not Heat was typed in."""
    app = open_page(PAGE)
    app.session_state["who"] = "new"
    app.run()
    liked, disliked = (one for one in app.multiselect if one.label in ("Liked", "Not liked"))
    liked.set_value(["i1"])
    disliked.set_value(["i4"])
    return press(app.run(), "Recommend")


def test_somebody_typed_in_gets_a_list_without_what_was_told(somebody_new: AppTest) -> None:
    words = said(somebody_new)
    assert len(places(somebody_new)) == 8
    assert not any("Alien" in one or "Heat" in one for one in places(somebody_new))
    assert "Top 8 for somebody new" in words and "Why these 8" in words
    assert "Popularity alone would list 8 of these 8" in words
    (table,) = (one.value for one in somebody_new.dataframe)
    assert sorted(table["Title"]) == ["Alien", "Heat"]
    assert set(table["Liked?"]) == {"liked", "not liked"}
    assert set(table["When"]) == {"now"}


def test_the_drawer_tells_why_and_leads_into_the_editor(somebody_new: AppTest) -> None:
    words = said(press(somebody_new, "Why this one?"))
    assert "What moved the score" in words and "item.title" in words
    assert "stays on this page" in words


def test_a_list_is_kept_under_a_name_until_it_is_removed(
    somebody_new: AppTest, open_page: Open, home: Path
) -> None:
    data = load(home / "datasets" / "tiny").fingerprint()
    assert "no name" in said(press(somebody_new, "Keep"))
    next(one for one in somebody_new.text_input if one.label.startswith("Keep")).set_value("Ann's")
    assert "Kept." in said(press(somebody_new, "Keep"))
    again = open_page(PAGE)  # as after a reload
    assert "Kept lists: 1" in [one.label for one in again.expander]
    (kept,) = Store.open(home).kept_lists(data)
    assert kept.name == "Ann's" and len(kept.lines) == 8
    chinese = open_page(PAGE, lang="zh")
    table = chinese.dataframe[-1].value
    assert {worded("zh", "use.title"), worded("zh", "use.reason")} <= set(table.columns)
    assert "使它" in table[worded("zh", "use.reason")].iloc[0]
    assert f"给谁: {worded('zh', 'use.somebody_new')}" in said(chinese)
    press(again, "Remove this list")
    assert Store.open(home).kept_lists(data) == ()


def test_a_second_run_stands_beside_with_the_movement_of_places(
    somebody_new: AppTest, carried_out: Callable[..., Run]
) -> None:
    carried_out(seed=5)  # the newest of two as good runs is chosen, the other stands beside
    app = somebody_new.run()
    app.selectbox(key="recommend_against").select_index(0).run()
    app = press(app, "Recommend")
    assert "8 of 8 items stand in both lists" in said(app)
    table = app.dataframe[-1].value
    by = [
        moved_words(a - b) for a, b in zip(table["Place here"], table["Place there"], strict=True)
    ]
    assert by == list(table["Moved"])


def test_what_was_met_comes_again_and_the_drawer_has_the_score_of_the_list(
    open_page: Open, carried_out: Callable[..., Run]
) -> None:
    """A link names the user. A list is of this moment, the row of an item that was met is not."""
    run = carried_out(template="{history.recent:9}. {item.title}, {history.summary}.")
    app = open_page(PAGE, run=run.id, user="u7")
    assert app.selectbox(key="user").value == "u7"
    app.toggle(key="seen_too").set_value(True)
    app = press(app.run(), "Recommend")
    assert len(places(app)) == 10  # u7 has met them all
    score, text = places(app)[0].split(" · ")[-2], said(app)
    prompt = text[text.index('<p class="pr-prompt">') :].partition("</p>")[0]
    words = said(press(app, "Why this one?"))
    assert f"**Score {score}**" in words
    assert (text.count(prompt), words.count(prompt)) == (1, 2)


def test_a_title_that_is_not_there_is_said(open_page: Open, tuned_run: Run) -> None:
    app = open_page(PAGE)
    app.session_state["who"] = "new"
    app.run()
    next(one for one in app.multiselect if one.label == "Liked").set_value(["Aliens"])
    assert "No item of tiny has the id or the title 'Aliens'. Nearest: Alien" in said(app.run())


def made_again(open_page: Open, app: AppTest, **changed: str) -> AppTest:
    """The page as a second tab opens it: from the address alone."""
    return open_page(PAGE, **address_of(app) | changed)


def address_of(app: AppTest) -> dict[str, str]:
    """What stands in the address, as a link would have it."""
    found = app.query_params.items()
    return {name: one if isinstance(one, str) else one[0] for name, one in found}


def test_a_list_for_somebody_new_stands_again_from_its_address(
    somebody_new: AppTest, open_page: Open
) -> None:
    somebody_new.slider[0].set_value(0.35)
    app = press(somebody_new.run(), "Recommend")
    again = made_again(open_page, app)
    assert places(again) == places(app) and len(places(again)) == 8
    assert again.slider[0].value == 0.35
    liked, disliked = (one for one in again.multiselect if one.label in ("Liked", "Not liked"))
    assert (liked.value, disliked.value) == (["i1"], ["i4"])
    again.slider[0].set_value(0.5)
    assert places(again.run()) == [] and "list" not in again.query_params  # it is no more that list


def test_a_list_for_a_user_stands_again_with_all_that_was_chosen(
    open_page: Open, tuned_run: Run
) -> None:
    app = open_page(PAGE)
    app.slider[0].set_value(0.2)
    app.toggle[0].set_value(True)
    app = press(app.run(), "Recommend")
    assert address_of(app)["user"] and address_of(app)["seen"] == "1"
    again = made_again(open_page, app)
    assert places(again) == places(app) != []
    assert again.toggle[0].value is True
    assert places(made_again(open_page, app, list="")) == []  # chosen, and nobody asked for a list


def test_what_an_address_of_a_list_names_and_is_not_here_is_said(
    somebody_new: AppTest, open_page: Open
) -> None:
    again = made_again(
        open_page, somebody_new, liked='["i1","nowhere"]', diversity="7", kept="lost", against="r9"
    )
    said_of = " ".join(one.value for one in again.warning)
    assert all(one in said_of for one in ("nowhere", "7", "lost", "r9"))
    broken = made_again(open_page, somebody_new, liked="[1", disliked="3", profile="[]")
    assert not broken.exception and len(places(broken)) == 10


def test_an_opened_kept_list_is_opened_again(somebody_new: AppTest, open_page: Open) -> None:
    for name in ("Ann", "Bob"):
        box = next(one for one in somebody_new.text_input if one.label.startswith("Keep"))
        box.set_value(name)
        press(somebody_new, "Keep")
    again = made_again(open_page, somebody_new, kept="Bob")
    assert (
        next(one for one in again.selectbox if one.label == worded("en", "use.list")).value == "Bob"
    )
    kept = next(one for one in again.expander if one.label.startswith("Kept lists"))
    assert kept.proto.expanded and address_of(again)["kept"] == "Bob"
