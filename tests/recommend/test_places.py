"""Where an item stands among all that were scored, and which fields put it there."""

import dataclasses

import numpy as np
import pytest

from promptrec.data.shipped import open_dataset
from promptrec.examples.pair import pairs_now
from promptrec.explain.subject import subject_of
from promptrec.model.variant import open_variant
from promptrec.prompt.summary import item_likeminded, item_summary
from promptrec.prompt.template import Template
from promptrec.recommend.reasons import Moved, place_words, reason_words, strongest, text_of
from promptrec.recommend.topk import top_k
from promptrec.settings import RunSettings
from promptrec.words.named import field_inside
from promptrec.words.table import LANGUAGES, worded

TEXT = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}."


@pytest.fixture(scope="module")
def variant(tiny_folder):
    settings = RunSettings(dataset=str(tiny_folder), template=TEXT, model="tiny", method="none")
    return open_variant(open_dataset(str(tiny_folder)), settings)


def test_places_count_from_the_best_among_all_that_were_scored(variant):
    items = np.arange(10)
    found = top_k(variant, 3, items, 4)
    assert [one.place for one in found] == [1, 2, 3, 4]
    assert {(one.of, one.tied, one.moved) for one in found} == {(10, 0, ())}


def test_items_of_one_score_share_a_place_and_say_with_how_many(variant):
    settings = dataclasses.replace(variant.settings, template="They met {user.age}.")
    alike = open_variant(variant.plan.dataset, settings)
    found = top_k(alike, 3, np.arange(10), 3)
    assert [(one.place, one.tied) for one in found] == [(1, 9)] * 3
    assert place_words(1, 10, 9, "en") == "place 1 of 10, shared with 9 more"
    assert place_words(1, 1640, 0, "en") == "place 1 of 1,640"


def test_a_reason_is_how_far_the_score_moves_without_a_field(variant):
    found = top_k(variant, 3, np.arange(10), 3, explain=True)
    for one in found:
        assert 1 <= len(one.moved) <= 2 and one.moved[-1].field.startswith("item.")
        data = variant.plan.dataset
        subject = subject_of(variant, pairs_now(data, 3, np.array([data.item_code(one.item_id)])))
        for moved in one.moved:
            gone = subject.without(
                np.array([token.field == moved.field for token in subject.tokens], bool)
            )
            assert moved.by == pytest.approx(subject.score - subject.scores([gone])[0], abs=1e-4)
            assert moved.text in subject.fitted.prompt.text


def test_the_strongest_field_leads_and_the_items_own_follows():
    moved = [Moved("item.year", "1995", 0.1), Moved("history.liked", "Heat", -0.9)]
    moved.append(Moved("item.genres", "Drama", -0.2))
    assert [one.field for one in strongest(moved)] == ["history.liked", "item.genres"]
    assert [one.field for one in strongest(moved[::2])] == ["item.genres"]
    assert strongest([]) == ()
    still = [Moved("history.liked", "Heat", 0.3), Moved("item.year", "1995", -0.001)]
    assert reason_words(still, "en") == "“Heat” (titles that the user liked) raises it by 0.30"
    assert reason_words(still[1:], "en") == "no field of the prompt moves this score"
    assert reason_words(strongest(moved), "en") == (
        "“Heat” (titles that the user liked) lowers it by 0.90; "
        "“Drama” (the item's genres) lowers it by 0.20"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_of_a_few_people_is_told_to_be_one_of_a_few(language):
    for liked, text in ((2, item_summary(2, 2, language)), (4, item_likeminded(4, 4, language))):
        few = reason_words([Moved("item.summary", text, 0.5)], language)
        assert worded(language, "recommend.thin", field="", count=liked)[1:] in few
    many = reason_words([Moved("item.summary", item_summary(5, 5, language), 0.5)], language)
    assert many == worded(
        language,
        "recommend.raises",
        field=field_inside(language, "item.summary"),
        text=item_summary(5, 5, language),
        by="0.50",
    )


def test_a_value_that_counts_people_is_whole_and_others_are_cut():
    long = "a title of a film that is longer than a line of a list has room for"
    prompt = Template("t", "{item.likeminded} {item.title}").render(
        {"item.likeminded": item_likeminded(9, 10), "item.title": long}
    )
    assert text_of(prompt, "item.likeminded").endswith("(9 of 10)")
    assert text_of(prompt, "item.title").endswith("…")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prompt_without_fields_has_no_reason_and_no_list_no_question(variant, language):
    assert reason_words((), language) == ""
    assert top_k(variant, 3, np.arange(0), 3, explain=True) == []
