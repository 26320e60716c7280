"""The Explain page as tables and sentences: finished numbers in, cells out."""

import dataclasses

import numpy as np
import pytest

from promptrec.examples.origins import Origin
from promptrec.explain.many import Importance, TwoTemplates
from promptrec.explain.methods.shapley import EXACT
from promptrec.explain.records import (
    Attention,
    Attribution,
    Change,
    Faithfulness,
    LayerAnswer,
    Lens,
    Token,
)
from promptrec.explain.similar import Neighbour
from promptrec.explain.truth.all_tests import Truth
from promptrec.explain.truth.checks import Agreement, RandomWeights, Stability
from promptrec.explain.truth.verdict import lights_of, trust, trust_of
from promptrec.records import Interval
from promptrec.report.memo.trusted import removal_words, trust_words
from promptrec.report.voice import Voice
from promptrec.ui.explain.attention_view import base64_of, cell_words, known_look, token_words
from promptrec.ui.explain.fields import histories_of, layer_columns, neighbour_row, probabilities
from promptrec.ui.explain.overall import EMPTY, field_row, prompts_of
from promptrec.ui.explain.tokens import sum_words
from promptrec.ui.explain.truth import agreement_columns, stability_columns
from promptrec.ui.explain.two import edits_html, moves_table
from promptrec.ui.explain.what_if import change_columns, likeliest_words
from promptrec.ui.shell.say import say

TOKEN = Token(at=3, id=77, text=" Heat ", field="item.title", kind="field")


def layer(at: int, yes: float | None, top: dict[str, float | None]) -> LayerAnswer:
    return LayerAnswer(layer=at, score=0.5 * at, answers={" yes": yes}, top=top)


def lens(yes: float | None, top: dict[str, float | None]) -> Lens:
    return Lens(layers=(layer(0, yes, top), layer(1, yes, top)), score=0.5, tokens=())


def test_layers_are_a_table_with_label_words_and_likeliest_words() -> None:
    columns = layer_columns(lens(0.75, {" good": 0.5, " bad": 0.1}))
    layers, scores, yes, words = columns.values()
    assert (layers, scores, yes) == ([0, 1], ["+0.00", "+0.50"], ["75.0%", "75.0%"])
    assert words == ["good, bad", "good, bad"]


def test_a_score_that_only_orders_has_no_probabilities_in_its_table() -> None:
    assert len(layer_columns(lens(None, {}))) == 2
    assert probabilities({"a": None, "b": 0.25}) == {"b": 0.25}


def test_only_histories_that_hold_something_can_grow() -> None:
    values = {"history.liked": ("Heat",), "history.disliked": (), "item.genres": ("Crime",)}
    assert histories_of(values) == ["history.liked"]


@pytest.mark.parametrize(("label", "words"), [(1.0, "label.liked"), (0.0, "label.disliked")])
def test_a_training_example_is_a_row_with_its_label(label: float, words: str) -> None:
    near = Neighbour(
        user="u1", item="i4", title="Heat", label=label, similarity=0.98765, prompt="Heat?"
    )
    cells = list(neighbour_row(near).values())
    assert cells == ["0.988", say(words), "u1", "Heat", "Heat?"]


def test_values_say_from_which_score_to_which_they_lead() -> None:
    found = Attribution(
        method="m", tokens=(TOKEN,), values=np.array([1.0]), score=1.5, base_score=0.25
    )
    assert all(one in sum_words(found) for one in ("+0.25", "+1.50", "-0.250"))


def faithful(comprehensiveness: float, unit: str = "token") -> Faithfulness:
    points = np.array([0.5, 1.0])
    return Faithfulness(
        comprehensiveness=comprehensiveness,
        sufficiency=0.1,
        random=0.4,
        random_high=0.8,
        removed=points,
        deletion=points,
        insertion=points,
        top=3,
        top_moves=1.25,
        random_moves=0.35,
        random_deletion=points[None],
        score=1.0,
        unit=unit,
    )


def test_a_test_of_fields_speaks_of_fields() -> None:
    assert "fields" in removal_words(faithful(0.9, "field"), Voice())
    words = removal_words(faithful(0.9), Voice())
    assert "tokens" in words and all(one in words for one in ("0.90", "0.40", "1.25", "0.35"))


def evidence(comprehensiveness: float, own: float) -> Truth:
    tested = Attribution(
        method="occlusion",
        tokens=(),
        values=np.zeros(0),
        score=0.0,
        base_score=0.0,
        faithfulness=faithful(comprehensiveness),
    )
    random = RandomWeights(
        correlations=np.array([0.1]), own=own, other=0.2, there=0.0, there_random=0.0
    )
    both = ("occlusion", "gradient_x_input")
    agreement = Agreement(methods=both, values=np.array([[1.0, 0.9], [0.9, 1.0]]))
    stability = Stability(
        method="occlusion",
        fields=("item.title", "item.year"),
        templates=("own", "other"),
        values=np.array([[1.0, -0.5], [0.8, -0.4]]),
        scores=np.array([0.5, 0.4]),
    )
    return Truth(tested=tested, random=random, agreement=agreement, stability=stability)


def test_the_worst_of_four_lights_is_the_verdict_wherever_it_is_shown() -> None:
    good, bad = evidence(1.0, own=1.0), evidence(0.3, own=0.1)
    lights = lights_of(good, faithful(1.0), "occlusion")
    assert lights[0] == "green" and len(lights) == 4
    assert lights_of(bad, faithful(0.3), "occlusion")[:2] == ["red", "red"]
    worst = trust(["green", "red", "yellow", "green"])
    assert worst.light == "red" and "2 of 4" in trust_words(worst, Voice())
    assert trust(["green", "yellow"]).light == "yellow"
    passed = faithful(1.0)  # by removal, and the other tests say no
    assert trust_of(passed, bad, "occlusion").light == "red"


def test_what_was_not_asked_is_never_called_green() -> None:
    passed = faithful(1.0)
    alone = trust_of(passed, None, "occlusion")
    assert passed.light == "green" and alone.light == "open"
    assert "1 of 4" in trust_words(alone, Voice()) and "Not tested" in trust_words(alone, Voice())
    assert trust(["green"] * 3).light == "open" and trust(["green"] * 4).light == "green"
    assert trust_of(faithful(0.3), None, "occlusion").light == "red"


def test_a_template_without_words_of_its_own_is_not_failed_for_having_no_paraphrase() -> None:
    good = evidence(1.0, own=1.0)
    one = dataclasses.replace(good.stability, templates=("own",), values=good.stability.values[:1])
    none = dataclasses.replace(good, stability=one)
    assert one.light == "red"  # no number
    lights = lights_of(none, faithful(1.0), "occlusion")
    assert lights == lights_of(good, faithful(1.0), "occlusion")[:3]
    assert trust_of(faithful(1.0), none, "occlusion").of == 3


def test_a_light_is_green_only_beyond_what_the_random_orders_may_err_by() -> None:
    assert [faithful(one).light for one in (0.39, 0.81, 0.91, 0.93)] == [
        "red",
        "yellow",
        "yellow",
        "green",
    ]
    assert faithful(0.81, "field").light == "green"  # no order of fields can do more


def test_methods_stand_beside_methods_and_fields_with_their_range() -> None:
    found = evidence(0.9, own=1.0)
    head, *columns = agreement_columns(found.agreement).values()
    assert len(head) == len(columns) == 2 and columns[0] == ["1.00", "0.90"]
    names, own, span = stability_columns(found.stability).values()
    assert (names, own) == (["the title", "the item's year"], ["+1.00", "-0.50"])
    assert span == ["+0.80 … +1.00", "-0.50 … -0.40"]


def test_a_field_is_a_row_with_a_column_for_each_group() -> None:
    found = Importance(
        fields=("item.title",),
        size={"item.title": Interval(0.5)},
        mean={"item.title": Interval(-0.25)},
        examples=20,
        users=4,
        by="user.gender",
        groups={"woman": {"item.title": Interval(0.75)}},
        group_examples={"woman": 12},
    )
    row = field_row(found, "item.title")
    assert list(row.values()) == ["The title", "0.500", "-0.250", "0.750"]
    assert "woman (12)" in row


def test_few_fields_are_asked_exactly_and_many_are_sampled() -> None:
    assert prompts_of(3) == 8 + EMPTY
    assert prompts_of(EXACT) == 2**EXACT + EMPTY
    assert prompts_of(EXACT + 20) < 2 ** (EXACT + 20)


def test_what_goes_is_struck_out_what_comes_is_underlined_and_markup_is_text() -> None:
    before, after = edits_html("A <b> film", "A <b> movie")
    assert "<del>" in before and "<ins>" not in before
    assert "<ins>" in after and "<del>" not in after
    assert "&lt;b&gt;" in before and "&lt;b&gt;" in after
    assert edits_html("same", "same") == ("same", "same")


def test_candidates_stand_by_their_first_place() -> None:
    found = TwoTemplates(
        edits=("film → movie",),
        items=("i1", "i2"),
        titles=("Alien", "Laura"),
        before=np.array([0.1, 0.9]),
        after=np.array([0.8, 0.2]),
        rank_before=np.array([2.0, 1.0]),
        rank_after=np.array([1.0, 2.0]),
        scores=np.zeros((1, 2)),
        places=np.array([[1.0, -1.0]]),
        place_errors=np.zeros((1, 2)),
        asked=2,
        prompts=4,
    )
    table = moves_table(found, ["Edit 1"])
    assert list(table.iloc[:, 0]) == ["Laura", "Alien"]
    assert list(table["Edit 1"]) == [-1.0, 1.0]


CHANGE = Change(field="item.year", old="", new="19*9", score=-0.5, flips=True, size=1)


def test_a_change_is_marked_only_where_there_is_a_verdict_to_turn() -> None:
    field, instead, score, turned = change_columns([CHANGE], has_verdict=True).values()
    assert (score, turned) == (["-0.50"], ["●"])
    assert instead == [r"– → **19\*9**"] and field == ["The item's year"]
    assert len(change_columns([CHANGE], has_verdict=False)) == 3
    assert all(cells == [] for cells in change_columns([], has_verdict=True).values())


def test_label_words_come_first_with_a_probability_where_they_have_one() -> None:
    assert likeliest_words(layer(1, 0.75, {" good": 0.5})) == "yes 75.0% · good 50.0%"
    assert likeliest_words(layer(1, None, {" good": None})) == "yes · good"


def test_a_token_says_where_it_comes_from() -> None:
    cell = Origin(file="items.csv", rows=(4,), column="title", raw="Heat")
    words = token_words(TOKEN, cell)
    assert all(one in words for one in ("“Heat”", "77", "item.title", "items.csv", "row 4"))
    assert "items.csv" not in token_words(TOKEN, None)
    counted = Origin(file="interactions.csv", rows=(1, 2, 5, 9), column="rating", raw="")
    assert "4 rows" in cell_words(counted) and "2, 5, 9" in cell_words(counted)
    assert cell_words(Origin(file="f", rows=(), column="c", raw="")).endswith("–")


def attention() -> Attention:
    values = np.full((2, 3, 4, 4), 0.25)
    return Attention(tokens=(TOKEN,) * 4, values=values, rollout=values[0, 0], read_at=3, score=0.0)


@pytest.mark.parametrize(
    ("look", "known"),
    [
        ("head.2.3.0.to", "head.2.3.0.to"),
        ("head.3.1.0.to", "head"),  # a model of two layers
        ("head.2.3.9.to", "head.2.3"),  # a prompt of four tokens
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_of_a_link_only_what_this_model_and_prompt_have_is_looked_at(look: str, known: str) -> None:
    assert known_look(look, attention()) == known


def test_weights_are_bytes_from_0_to_255() -> None:
    assert base64_of(np.array([0.0, 1.0, 0.5])) == "AP+A"
