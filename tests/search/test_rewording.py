"""Edits of a template: each kind, what they leave whole, and the words that tell them."""

import numpy as np
import pytest

from promptrec.data.shipped import open_dataset
from promptrec.prompt.library import fitting
from promptrec.prompt.parse import Kind
from promptrec.prompt.template import Template
from promptrec.search.proposals import proposals
from promptrec.search.rewording import EDITS, rewordings
from promptrec.search.told import told

PLAIN = Template(
    "plain",
    "[The user liked {history.liked:5}. ]Now {item.title}[, {item.genres}][ ({item.year})]. "
    "{mask}.",
)


def texts(kind, dataset, template=PLAIN):
    return [one.text for one in rewordings(template, dataset, kind)]


def words(one, language="en"):
    kept = {"edit": one.kind, "part": one.part, "other": one.other}
    return told(kept).in_language(language)


def test_a_sentence_or_an_optional_part_is_taken_out(tiny_dataset):
    assert texts("delete", tiny_dataset) == [
        "Now {item.title}[, {item.genres}][ ({item.year})]. {mask}.",
        "[The user liked {history.liked:5}. ]Now {item.title}[ ({item.year})]. {mask}.",
        "[The user liked {history.liked:5}. ]Now {item.title}[, {item.genres}]. {mask}.",
    ]  # the one that names the item stays


def test_two_parts_change_places(tiny_dataset):
    assert texts("swap", tiny_dataset) == [
        "Now {item.title}[, {item.genres}][ ({item.year})]. "
        "[The user liked {history.liked:5}. ]{mask}.",
        "[The user liked {history.liked:5}. ]Now {item.title}[ ({item.year})][, {item.genres}]. "
        "{mask}.",
    ]


def test_a_sentence_moves_to_the_front_or_before_the_mask(tiny_dataset):
    three = Template("t", "A {user.age}. B {item.title}. C {history.liked:2}. {mask}")
    found = texts("move", tiny_dataset, three)
    assert "C {history.liked:2}. A {user.age}. B {item.title}. {mask}" in found
    assert "B {item.title}. C {history.liked:2}. A {user.age}. {mask}" in found


def test_leading_soft_tokens_stay_in_front(tiny_dataset):
    soft = Template("t", "{soft:4} A {user.age}. B {item.title}.")
    assert all(
        one.startswith("{soft:4}") for kind in EDITS for one in texts(kind, tiny_dataset, soft)
    )


def test_what_the_data_can_count_is_added_in_a_part_of_its_own(tiny_dataset):
    found = texts("add", tiny_dataset)
    assert (
        "[The user liked {history.liked:5}. ]Now {item.title}[, {item.genres}][ ({item.year})]. "
        "[It {item.likeminded}. ]{mask}."
    ) in found
    fields = {name for one in found for name in Template("t", one).fields}
    assert fields >= {"history.summary", "history.alike:10", "item.summary", "item.also"}
    assert fields >= {"item.popularity", "user.gender"}
    assert all(Template("t", one).fields.count("history.liked") == 1 for one in found)


def test_a_column_is_added_behind_the_title(tiny_dataset):
    found = texts("add", tiny_dataset, Template("t", "Now {item.title}."))
    assert "Now {item.title}[ ({item.genres:3})]." in found


def test_a_word_or_a_sentence_is_put_in_other_words(tiny_dataset):
    found = texts("rephrase", tiny_dataset)
    assert any("The person liked" in one for one in found)
    assert any(one.startswith("[They loved {history.liked:5}. ]Now") for one in found)
    assert any(
        "Item: {item.title}[, {item.genres}][ ({item.year})]. {mask}" in one for one in found
    )
    assert any(one.endswith("Overall it was {mask}.") for one in found)


def test_more_or_fewer_of_the_past_are_shown(tiny_dataset):
    found = texts("resize", tiny_dataset)
    assert [one.partition("}")[0] for one in found] == [
        f"[The user liked {{history.liked:{count}" for count in (3, 10, 20)
    ]


def test_where_every_row_is_a_like_nothing_is_added_about_dislikes():
    baskets = open_dataset("shop")
    found = [one.text for one in rewordings(Template("t", "{item.title}"), baskets, "add")]
    assert found and not any("disliked" in one or "likeminded" in one for one in found)


@pytest.mark.parametrize("name", ["movies", "music"])
def test_every_edit_of_every_shipped_template_is_a_template_with_its_parts_whole(name):
    dataset = open_dataset(name)
    for template in fitting(dataset.fields):
        for kind in EDITS:
            for one in rewordings(template, dataset, kind):
                after = Template("t", one.text, language=template.language)
                assert after.has_mask == template.has_mask
                assert after.soft_total == template.soft_total
                assert words(one) and words(one, "zh")
                if kind in ("swap", "move"):
                    assert sorted(after.fields) == sorted(template.fields)
                    assert bracketed(after) == bracketed(template)


def bracketed(template):
    """The fields of each optional part."""
    return sorted(
        tuple(inner.name for inner in part.parts if inner.kind is Kind.FIELD)
        for part in template.parts
        if part.kind is Kind.OPTIONAL
    )


def test_edits_are_told_in_both_languages(tiny_dataset):
    told_in = {
        kind: words(rewordings(PLAIN, tiny_dataset, kind)[0]) for kind in ("delete", "resize")
    }
    assert told_in["delete"] == "takes out titles that the user liked"
    assert told_in["resize"] == "shows the newest 3 in titles that the user liked"
    three = Template("t", "A {user.age}. B {history.recent:3}. {item.title}[, {item.genres}].")
    moved = [one for one in rewordings(three, tiny_dataset, "move") if "title" in one.part]
    assert words(moved[0]) == "moves the title with its details to the front"
    assert words(moved[0], "zh") == "把标题及其细节移到最前"
    liked = [one for one in rewordings(PLAIN, tiny_dataset, "add") if "{item.summary}" in one.part]
    assert words(liked[0]) == "adds who liked it"


def test_proposals_are_seeded_and_give_each_kind_its_turn(tiny_dataset):
    def first(seed):
        found = proposals(PLAIN, tiny_dataset, np.random.default_rng(seed))
        return [next(found) for _ in range(7)]

    assert first(1) == first(1) != first(2)
    kinds = {one.kind for one in first(1)}
    assert {"add", "delete", "resize"} <= kinds
    everything = [one.text for one in proposals(PLAIN, tiny_dataset, np.random.default_rng(0))]
    assert len(everything) == len(set(everything)) and PLAIN.text not in everything


def test_an_edit_that_the_data_cannot_fill_is_not_offered(tiny_dataset):
    found = [one.text for one in proposals(PLAIN, tiny_dataset, np.random.default_rng(0))]
    assert found and not any("director" in one or "facts" in one for one in found)
