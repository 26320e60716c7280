"""Which items are read and which of them are listed: kinds, variety, two stages, the whole."""

import dataclasses

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.errors import DataError, SettingsError
from promptrec.examples.newcomer import Newcomer
from promptrec.judge.candidates import candidates_of
from promptrec.model.variant import Variant, open_variant
from promptrec.recommend.ask import questions
from promptrec.recommend.beside import in_common, movements
from promptrec.recommend.narrow import conditions, narrowed
from promptrec.recommend.one import Seen, explain_one
from promptrec.recommend.request import Request, asked, item_named
from promptrec.recommend.stages import company, first_stage, popularity, recall, recency
from promptrec.recommend.topk import Scoring, top_k, with_lights
from promptrec.recommend.varied import by_marginal_relevance, relevance, varied
from promptrec.recommend.whole import list_reason, list_words, popular_in
from promptrec.settings import RunSettings, SplitSettings
from promptrec.words.named import field_inside
from promptrec.words.table import LANGUAGES

TEXT = "[Liked: {history.liked:3}. ]{item.title}[, {item.genres:2}]. It was {mask}."
EVERY = np.arange(10)


@pytest.fixture(scope="module")
def variant(many_folder) -> Variant:
    settings = RunSettings(dataset=str(many_folder), template=TEXT, model="tiny", method="none")
    return open_variant(load(many_folder), settings)


def titles(data: Dataset, items: np.ndarray) -> list[str]:
    return data.items["title"].to_numpy()[items].tolist()


def test_a_kind_is_one_of_its_words_and_kinds_of_two_fields_both_hold(
    tiny_dataset: Dataset,
) -> None:
    wanted = conditions(["genres=crime", "item.genres=Horror", "year=1979..1996"])
    assert titles(tiny_dataset, narrowed(tiny_dataset, EVERY, wanted)) == ["Alien", "Heat", "Fargo"]
    open_end = narrowed(tiny_dataset, EVERY, conditions(["year=1999.."]))
    assert titles(tiny_dataset, open_end) == ["The Matrix", "Up"]
    assert len(narrowed(tiny_dataset, EVERY, {})) == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("genre=Drama", "no field"),
        ("genres=Opera", "No item of tiny has 'Opera' in item.genres"),
    ],
)
def test_a_kind_that_the_data_does_not_have_is_said(
    tiny_dataset: Dataset, text: str, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        narrowed(tiny_dataset, EVERY, conditions([text]))
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["genres", "=Drama", "genres="])
def test_a_condition_without_field_or_value_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="--where"):
        conditions([text])


def test_marginal_relevance_by_hand() -> None:
    score = np.array([1.0, 0.9, 0.5])
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])  # the second repeats the first
    assert by_marginal_relevance(score, vectors, 3, 1.0).tolist() == [0, 1, 2]
    # after the first: 0.5 * 0.9 - 0.5 * 1 = -0.05 against 0.5 * 0.5 - 0 = 0.25
    assert by_marginal_relevance(score, vectors, 3, 0.5).tolist() == [0, 2, 1]
    # 0.9 * 0.9 - 0.1 * 1 = 0.71 against 0.9 * 0.5 = 0.45
    assert by_marginal_relevance(score, vectors, 2, 0.9).tolist() == [0, 1]
    assert by_marginal_relevance(score, np.zeros((3, 2)), 3, 0.5).tolist() == [0, 1, 2]


def test_scores_that_are_all_the_same_are_all_relevant() -> None:
    assert relevance(np.array([3.0, 3.0])).tolist() == [1.0, 1.0]
    assert relevance(np.array([4.0, 3.0, 2.0])).tolist() == [1.0, 0.5, 0.0]


def test_no_variety_is_the_plain_list_and_what_is_no_share_is_refused(variant: Variant) -> None:
    items = candidates_of(variant.plan, 3)
    plain = top_k(variant, 3, items, 5)
    assert [one.item_id for one in top_k(variant, 3, items, 5, diversity=0.0)] == [
        one.item_id for one in plain
    ]
    with pytest.raises(SettingsError, match="between 0"):
        varied(variant.plan.dataset, items, np.zeros(len(items)), 3, 1.5)


def test_the_first_stage_takes_turns_and_leaves_the_order_of_the_candidates(
    variant: Variant,
) -> None:
    items = candidates_of(variant.plan, -1)
    found = first_stage(variant.plan, -1, items, 8)
    assert found.of == len(items) == 22 and len(found.items) == 8
    assert found.items.tolist() == sorted(found.items.tolist())
    assert set(found.brought) == {"popularity", "recency"}  # somebody without a past
    assert sum(found.brought.values()) == 8
    assert first_stage(variant.plan, -1, items, 22).brought == {}


def test_a_first_stage_of_everything_misses_nothing_and_recall_counts_what_is_kept() -> None:
    full = Scoring(np.array([5, 6, 7, 8]), np.array([0.1, 0.9, 0.5, 0.7]), None)
    assert recall(full, np.array([6, 8]), 2) == 1.0
    assert recall(full, np.array([6, 7]), 2) == 0.5
    assert np.isnan(recall(Scoring(np.zeros(0, int), np.zeros(0), None), np.array([1]), 2))


def test_of_items_with_one_score_the_first_stage_may_keep_any() -> None:
    """All texts equal, or a rule that knows two numbers: file order is no reason to miss one."""
    alike = Scoring(np.arange(6), np.zeros(6), None)
    assert recall(alike, np.array([4, 5]), 2) == 1.0
    assert recall(alike, np.array([5]), 2) == 0.5
    led = Scoring(np.arange(5), np.array([0.5, 0.5, 0.9, 0.5, 0.1]), None)
    assert recall(led, np.array([1, 3]), 3) == pytest.approx(2 / 3)  # the best one is missing
    assert recall(led, np.array([2, 3]), 3) == pytest.approx(2 / 3)
    assert recall(led, np.array([2, 3, 4]), 2) == 1.0


def test_popularity_lists_of_equals_as_many_as_have_room_whatever_the_file_order() -> None:
    nobody_met = np.zeros(10)
    for listed in (np.arange(10) < 2, np.arange(10) >= 8):
        assert popular_in(nobody_met, listed) == 0
    known = np.array([5.0, 4.0, 3.0, 2.0])
    assert popular_in(known, np.array([True, False, True, False])) == 1
    assert popular_in(known, np.array([True, True, False, False])) == 2


def test_two_lists_have_in_common_what_stands_in_both_also_where_one_is_short(
    variant: Variant,
) -> None:
    """A second run that may recommend fewer items lists fewer: that is no item in common."""
    found = asked(variant, Request(user="nobody", k=4), (), ())
    first = found.rank()
    top = found.places(first)
    for count in (1, 4, len(first)):
        second = Scoring(first.items[:count], first.score[:count], None)
        lines = movements(found, top, first, second)
        ours = {one.item_id for one in top}
        codes = second.items[second.best(4)]
        theirs = set(map(str, variant.plan.dataset.items.index[codes]))
        assert in_common(lines, len(top), second) == len(ours & theirs)


def test_company_is_the_sum_of_cosines_over_the_people_who_met_both(variant: Variant) -> None:
    met = variant.meeting(Newcomer.of(liked=["i1", "i4"], disliked=["i2"]))
    plan, who = met.plan, len(met.plan.dataset.users) - 1
    rows = plan.rows.known.met
    crowd = {
        item: set(plan.dataset.user[rows[plan.dataset.item[rows] == item]].tolist())
        for item in range(22)
    }
    by_hand = [
        sum(
            len(crowd[item] & crowd[liked]) / np.sqrt(len(crowd[item]) * len(crowd[liked]))
            for liked in (1, 4)
            if crowd[item]
        )
        for item in range(22)
    ]
    assert company(plan, who, np.arange(22)) == pytest.approx(by_hand)


def test_popularity_and_recency_count_what_the_run_knows_of_others(variant: Variant) -> None:
    told = variant.meeting(Newcomer.of(liked=["n3"]))
    who = len(told.plan.dataset.users) - 1
    for source, unmet in ((popularity, 0), (recency, -1)):
        assert source(told.plan, who, np.array([13]))[0] == unmet
        assert (source(told.plan, who, np.arange(10)) > 0).all()


def test_a_request_withholds_narrows_and_leaves_out_what_was_met(variant: Variant) -> None:
    met = Newcomer.of(liked=["i1", "n3"])
    plain = asked(variant, Request(newcomer=met), (), ())
    assert len(plain.stage.items) == 20
    again = asked(variant, Request(newcomer=met, seen=True), (), ())
    assert len(again.stage.items) == 22
    dramas = asked(
        variant, Request(newcomer=met, where=conditions(["genres=drama"])), ["seen 4"], ()
    )
    assert "Never Seen 4" not in titles(variant.plan.dataset, dramas.kept.items)
    assert dramas.kept.by_word == 1
    assert asked(variant, Request(user="nobody"), (), ()).user == -1


def test_an_item_is_named_by_its_id_or_its_title(variant: Variant) -> None:
    data = variant.plan.dataset
    assert item_named(data, "i4") == item_named(data, "heat") == "i4"
    with pytest.raises(DataError, match="Nearest: Never Seen 1"):
        item_named(data, "Never Sen 1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_as_a_whole_says_what_carries_it_and_what_is_popular_anyway(
    variant: Variant, language: str
) -> None:
    found = asked(variant, Request(user="u3", k=4), (), ())
    top = found.places(found.rank(), explain=True)
    reason = list_reason(found, top)
    assert {one.field for one in reason.carried} <= {
        "history.liked",
        "item.title",
        "item.genres",
    }
    first = reason.carried[0]
    by = [sum(m.by for m in one.shares if m.field == first.field) for one in top]
    assert first.size == pytest.approx(np.abs(by).mean())
    assert 0 <= reason.popular <= reason.of == 4
    words = list_words(reason, language)
    assert any(field_inside(language, first.field) in one for one in words) and len(words) >= 2
    assert {one.trust for one in top} == {None}
    lights = [one.trust for one in with_lights(variant, found.user, top)]
    assert all(one is not None and one.of == 4 and one.asked == 1 for one in lights)


def test_a_list_shows_the_words_of_the_target_domain_where_it_has_its_own(
    tiny_dataset: Dataset,
) -> None:
    items = tiny_dataset.items.assign(kind=["a", "b"] * 5)
    about = dataclasses.replace(tiny_dataset.about, domain="kind")
    data = dataclasses.replace(tiny_dataset, items=items, about=about)
    settings = RunSettings(
        dataset="tiny",
        template="Source {item.title} {mask}",
        target_template="Target {item.title} {mask}",
        model="tiny",
        method="none",
        split=SplitSettings(name="cross_domain", source="a", target="b", target_rows=8),
    )
    two = open_variant(data, settings)
    found = asked(two, Request(newcomer=Newcomer.of(liked=["i0"])), (), ())
    top = found.places(found.rank(), explain=True)
    assert len(top) == 5 and all(one.prompt.startswith("Target") for one in top)
    assert explain_one(two, "", Newcomer(), top[0].item_id).prompt.text == top[0].prompt
    assert explain_one(two, "u1", None, "i0").prompt.text.startswith("Source")


def test_one_score_is_explained_as_it_stands_in_the_list(variant: Variant) -> None:
    newcomer = Newcomer.of(liked=["i1", "i4"])
    found = asked(variant, Request(newcomer=newcomer), (), ())
    top = found.places(found.rank(), explain=True)
    one = explain_one(variant, "", newcomer, top[0].item_id)
    assert one.prompt.text == top[0].prompt
    assert one.score == pytest.approx(top[0].score, abs=1e-5)
    assert [moved.field for moved in one.shares] == [moved.field for moved in top[0].shares]


def test_a_question_is_explained_with_the_prompt_and_the_score_of_its_card(
    variant: Variant,
) -> None:
    for asked_for in questions(variant, 3, pool=20):
        one = explain_one(variant, asked_for.user, None, asked_for.item, Seen(-1, "train"))
        assert one.prompt.text == asked_for.prompt.text
        assert one.score == pytest.approx(asked_for.score, abs=1e-5)


def test_a_row_that_was_judged_is_explained_with_the_score_that_it_was_judged_by(
    variant: Variant,
) -> None:
    pairs = variant.plan.pairs("valid")
    data, scores = variant.plan.dataset, variant.score(pairs, "valid").score
    texts = [one.prompt.text for one in variant.plan.maker.fit(pairs, "valid")]
    assert texts != [one.prompt.text for one in variant.plan.maker.fit(pairs)]  # that rows are now
    for at in range(min(6, len(pairs))):
        ids = str(data.users.index[pairs.user[at]]), None, str(data.items.index[pairs.item[at]])
        one = explain_one(variant, *ids, Seen(int(pairs.row[at]), "valid"))
        assert one.prompt.text == texts[at]
        assert one.score == pytest.approx(scores[at], abs=1e-5)
