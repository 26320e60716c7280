"""Recommend, Label and Review as lines and sentences."""

import dataclasses
from pathlib import Path

import pytest

from promptrec.data.dataset import Dataset
from promptrec.explain.truth.verdict import Trust
from promptrec.files import spreadsheet_csv
from promptrec.prompt.template import Template
from promptrec.recommend.ask import LabelQuestion
from promptrec.recommend.reasons import Moved
from promptrec.recommend.topk import Recommendation
from promptrec.store.snapshots import Review, ReviewState
from promptrec.ui.label.view import keep_answer, thinks
from promptrec.ui.shared.why import bars_html
from promptrec.ui.state import keys, store
from promptrec.ui.state.key import kept_keys
from promptrec.ui.use.kept import as_read, lines_of
from promptrec.ui.use.recommend import Shown, approved_items, line_words, reason_line
from promptrec.ui.use.review import decide, known_reviews, line, newest_decisions, waiting_of

PROMPT = Template("t", "{item.title}").render({"item.title": "Heat"})


def question(probability: float | None = None, item: str = "i4") -> LabelQuestion:
    return LabelQuestion(
        "u1", item, "Heat", 0.4, probability, PROMPT, no_probability="It only orders."
    )


def review(item: str, state: ReviewState, at: float | None = None) -> Review:
    return Review(
        user="u1", item=item, state=state, everyone=False, run="r1", asked_at=0.0, decided_at=at
    )


def test_a_place_has_a_probability_only_where_there_is_one() -> None:
    item = Recommendation("i4", "Heat *2*", 1.25, 0.777, PROMPT, place=1, of=1640)
    said = line_words(1, item, approved=False)
    assert said == r"**1. Heat \*2\*** · place 1 of 1,640 · +1.25 · 78 %"
    orders = Recommendation("i4", "Heat", -3.5, None, PROMPT, place=1, of=1640, tied=12)
    said = line_words(2, orders, approved=False)
    assert said == "**2. Heat** · place 1 of 1,640, shared with 12 more · -3.50"
    assert "badge" in line_words(2, orders, approved=True)


def test_a_reason_is_one_line_with_its_light_in_words() -> None:
    shares = (Moved("item.year", "1995", 0.5), Moved("history.liked", "Big *2*", -0.9))
    place = Recommendation("i4", "Heat", 1.25, 0.7, PROMPT, shares=shares)
    assert "badge" not in reason_line(place)
    tested = Trust(light="red", passed=0, asked=1, of=4)
    said = reason_line(dataclasses.replace(place, trust=tested))
    assert "Big \\*2\\*" in said and "lowers it by 0.90" in said
    assert said.endswith(":red-badge[do not rely on it]")


def test_lights_stand_with_the_places_that_were_tested_so_far() -> None:
    places = [Recommendation(f"i{at}", "Heat", 0.0, None, PROMPT) for at in range(3)]
    tested = Trust(light="open", passed=1, asked=1, of=4)
    shown = Shown(places, 0, 0, lit=[tested, None])
    assert [one.trust for one in shown.places_lit] == [tested, None, None]


def test_the_file_of_a_list_has_a_line_a_place_and_no_formula() -> None:
    place = Recommendation("i4", "=Heat", 1.25, None, PROMPT, place=3, of=9)
    lines = [as_read(line) for line in lines_of(Shown([place], 0, 0))]
    assert [line["Title"] for line in lines] == ["=Heat"]
    said = spreadsheet_csv(lines).decode("utf-8-sig").splitlines()
    assert said[1].startswith("1,i4,'=Heat,1.25,,3,9,")


def test_a_bar_is_as_long_as_its_field_moves_the_score() -> None:
    html = bars_html({"item.<b>": -1.0, "user.age": 0.25}, None)
    assert "item.&lt;b&gt;" in html and "width:60%" in html and "width:15%" in html
    assert "no field" in bars_html({}, None)


def test_a_question_says_the_probability_or_why_there_is_none() -> None:
    assert "49 %" in thinks(question(0.49))
    words = thinks(question())
    assert "+0.40" in words and "%" not in words and "It only orders." in words


@pytest.fixture
def first_question(home: Path) -> None:
    for key in kept_keys():
        key.forget()


def test_an_answer_is_kept_and_the_next_question_comes(first_question: None) -> None:
    keep_answer("data", question(), 0, 1)
    assert keys.QUESTION_AT.get() == 1
    (label,) = store().labels("data")
    assert (label.user, label.item, label.label) == ("u1", "i4", 1)


def test_a_second_click_on_an_answered_card_changes_nothing(first_question: None) -> None:
    keep_answer("data", question(), 0, 1)
    keep_answer("data", question(), 0, 0)
    assert keys.QUESTION_AT.get() == 1
    assert [one.label for one in store().labels("data")] == [1]


def test_a_skipped_pair_is_no_label_and_is_remembered_by_data_set(first_question: None) -> None:
    keep_answer("data", question(), 0, None)
    keep_answer("other", question(item="i5"), 1, None)
    assert keys.SKIPPED.get() == {"data": [("u1", "i4")], "other": [("u1", "i5")]}
    assert not store().labels("data")


def test_decisions_stand_newest_first_and_apart_from_what_waits() -> None:
    reviews = [
        review("i1", ReviewState.APPROVED, 5.0),
        review("i2", ReviewState.WAITING),
        review("i3", ReviewState.REJECTED, 9.0),
    ]
    assert [one.item for one in waiting_of(reviews)] == ["i2"]
    assert [one.item for one in newest_decisions(reviews)] == ["i3", "i1"]


def test_a_decision_is_a_line_with_the_title(tiny_dataset: Dataset) -> None:
    cells = list(line(tiny_dataset, review("i4", ReviewState.APPROVED)).values())
    assert cells == ["u1", "Heat · i4", "approved", "this user"]


def test_what_a_person_approves_is_marked_for_that_user_and_gone_items_are_left_out(
    home: Path, tiny_dataset: Dataset
) -> None:
    data = tiny_dataset.fingerprint()
    store().ask_review(data, "u1", ["i4", "gone"], "r1")
    assert [one.item for one in known_reviews(tiny_dataset)] == ["i4"]
    decide(data, known_reviews(tiny_dataset)[0], ReviewState.APPROVED, False)
    assert approved_items(data, "u1") == {"i4"}
    assert approved_items(data, "u2") == set()
